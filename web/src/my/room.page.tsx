/** One practice room of somebody's, whether they belong there or came by a link (SC-1.7). */
import { useParams } from "wouter";
import { RoomView } from "../rooms/room";
import { visitorTimeZone } from "../time/dates";

export default function MyRoomPage() {
  const { room = "" } = useParams();
  return <RoomView roomId={room} place={{ path: "/my/rooms", zone: visitorTimeZone() }} />;
}
