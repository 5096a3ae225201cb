/** What a practitioner and the own clients said to each other (CP-10). */
import { Talk } from "../talk/talk";
import { usePracticePlace } from "./talk-place";

export default function ConversationsPage() {
  return <Talk place={usePracticePlace()} />;
}
