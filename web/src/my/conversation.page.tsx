/** One conversation of somebody who books. */
import { useParams } from "wouter";
import { Talk } from "../talk/talk";
import { useMyPlace } from "./talk-place";

export default function ConversationPage() {
  const { conversation = "" } = useParams();
  return <Talk place={useMyPlace()} selected={conversation} />;
}
