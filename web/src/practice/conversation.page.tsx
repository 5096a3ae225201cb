/** One conversation of a practitioner. */
import { useParams } from "wouter";
import { Talk } from "../talk/talk";
import { usePracticePlace } from "./talk-place";

export default function ConversationPage() {
  const { conversation = "" } = useParams();
  return <Talk place={usePracticePlace()} selected={conversation} />;
}
