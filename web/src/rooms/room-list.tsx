/** Rooms as cards: when, with whom, and what can be done. */
import type { ReactNode } from "react";
import { Link } from "../components/link/link";
import { Tag } from "../components/tag/tag";
import { useWords } from "../i18n/speech";
import type { Room } from "./api";
import type { Place } from "./place";
import { When } from "./when";
import { words } from "./words";

interface RoomListProps {
  label: string;
  rooms: readonly Room[];
  place: Place;
  /** A deed at the end of the card. */
  deed?: (room: Room) => ReactNode;
}

export function RoomList({ label, rooms, place, deed }: RoomListProps) {
  const t = useWords(words);
  return (
    <ul className="rooms" role="list" aria-label={label}>
      {rooms.map((room) => (
        <li key={room.room_id} className="room-card">
          <When at={room} zone={place.zone} />
          <p className="room-title">{room.my_role ? <Link href={`${place.path}/${room.room_id}`}>{room.title ?? t.untitled}</Link> : room.title ?? t.untitled}</p>
          <p className="room-who">{room.guest_name ? t.withBoth(room.host_name, room.guest_name) : room.my_role === "host" ? t.yours : t.withHost(room.host_name)}</p>
          {room.my_role && (
            <p className="room-tags">
              <Tag tone={room.status === "booked" ? "good" : "waiting"}>{room.status === "booked" ? t.isBooked : t.isOpen}</Tag>
              {room.is_private && <> <Tag>{t.isPrivate}</Tag></>}
            </p>
          )}
          {deed?.(room)}
        </li>
      ))}
    </ul>
  );
}
