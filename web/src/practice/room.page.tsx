/** One practice room, for those who work in a practice (SC-1.7). */
import { useParams } from "wouter";
import { RoomView } from "../rooms/room";
import { usePracticeRooms } from "./rooms-place";

export default function RoomPage() {
  const { room = "" } = useParams();
  return <RoomView roomId={room} place={usePracticeRooms()} />;
}
