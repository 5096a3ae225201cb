/** What somebody and their practitioners said to each other (CP-10). */
import { Talk } from "../talk/talk";
import { useMyPlace } from "./talk-place";

export default function MessagesPage() {
  return <Talk place={useMyPlace()} />;
}
