/** Practice rooms, for those who work in a practice (SC-1.6). */
import { Rooms } from "../rooms/rooms";
import { usePracticeRooms } from "./rooms-place";

export default function RoomsPage() {
  return <Rooms place={usePracticeRooms()} />;
}
