/** One practice room: when and with whom, its stage, and its rounds; what the other does shows at once. */
import { useState } from "react";
import type { Failure } from "../api/failure";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Facts } from "../components/facts/facts";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { VideoLink } from "../components/video-link/video-link";
import { useSpeech, useWords } from "../i18n/speech";
import { formatZone } from "../time/format";
import { useLiveRooms, useRoom, type Room, type Round } from "./api";
import { Booking, Gone, type Wanted } from "./booking";
import { Deeds } from "./host-deeds";
import type { Place } from "./place";
import { words as roomWords } from "./room-words";
import { RoundPanel } from "./round";
import { Stages } from "./stages";
import { StartRound } from "./start-round";
import { When } from "./when";
import { words } from "./words";
import "./rooms.css";

type At = Pick<Place, "path" | "zone">;

export function RoomView({ roomId, place }: { roomId: string; place: At }) {
  const t = useWords(roomWords);
  const query = useRoom(roomId);
  useLiveRooms(`practice_room:${roomId}`);
  return (
    <QueryView query={query}>
      {(found) => found ? <Shown {...found} place={place} /> : (
        <Page title={t.missing} above={<Link href={place.path}>{t.back}</Link>}><p>{t.missingText}</p></Page>
      )}
    </QueryView>
  );
}

function Shown({ room, rounds, place }: { room: Room; rounds: Round[]; place: At }) {
  const t = useWords(roomWords);
  const { untitled, withBoth, withHost } = useWords(words);
  const { locale } = useSpeech();
  const hasEnded = room.stage === room.stages.at(-1);
  const latest = rounds.at(-1);
  const next = !latest || latest.status === "finished" ? (latest?.number ?? 0) + 1 : latest.status === "waiting" ? latest.number : null;
  const named = (name: string, isMe: boolean) => (isMe ? t.you(name) : name);
  return (
    <Page title={room.title ?? untitled} lead={room.guest_name ? withBoth(room.host_name, room.guest_name) : withHost(room.host_name)} above={<Link href={place.path}>{t.back}</Link>}>
      <div className="room">
        <Facts
          label={t.about}
          entries={[
            [t.host, named(room.host_name, room.my_role === "host")],
            [t.guest, room.guest_name ? named(room.guest_name, room.my_role === "guest") : t.nobodyYet],
            [t.video, room.status === "booked" && !hasEnded && room.video_url && <VideoLink url={room.video_url} />],
            [t.visible, room.status === "open" && (room.is_private ? t.visiblePrivate : t.visibleOpen)],
            [t.zone, formatZone(place.zone, locale)],
          ]}
        >
          <When at={room} zone={place.zone} />
          {room.my_role && <Deeds room={room} place={place} hasEnded={hasEnded} />}
        </Facts>
        {room.my_role ? (
          <>
            <Stages room={room} hasEnded={hasEnded} />
            {rounds.filter(({ status }) => status !== "waiting").toReversed().map((round) => <RoundPanel key={round.round_id} room={room} round={round} />)}
            {room.status === "booked" && !hasEnded && next !== null && <StartRound key={next} room={room} number={next} />}
            {room.status === "open" && <EmptyState title={t.waits} text={room.is_private ? t.waitsPrivate : t.waitsOpen} />}
          </>
        ) : <Take room={room} place={place} />}
      </div>
    </Page>
  );
}

/** For who found an open room by its address. */
function Take({ room, place }: { room: Room; place: At }) {
  const t = useWords(words);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [gone, setGone] = useState<Failure | null>(null);
  return (
    <>
      {gone && <Gone failure={gone} />}
      <div className="actions">
        <Button look="primary" onPress={() => setWanted({ verb: "book_practice_room", arguments: { room_id: room.room_id }, host_name: room.host_name, starts_at: room.starts_at })}>{t.book}</Button>
      </div>
      <Booking wanted={wanted} place={place} onClose={(failure) => { setWanted(null); setGone(failure); }} />
    </>
  );
}
