/** Behind the link to a private room.  The token stays in the fragment and in this tab, also while somebody signs in: it is in no address that a server sees. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ask } from "../api/connect";
import { asFailure, type Failure } from "../api/failure";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useFragment } from "../app/fragment";
import { useSession } from "../app/session";
import { Button, ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatZone } from "../time/format";
import type { Room } from "./api";
import { Booking, Gone, type Wanted } from "./booking";
import { words as roomWords } from "./room-words";
import { When } from "./when";
import { words } from "./words";
import "./rooms.css";

interface Invited extends Room {
  organization_name: string;
}

export default function RoomLinkPage() {
  const given = useFragment();
  const { session } = useSession();
  const t = useWords(roomWords).private;
  // As a draft it goes when somebody else signs in here.
  const [kept, keep] = useDraft("room-link", "");
  useEffect(() => {
    if (given) keep(given);
  }, [given, keep]);
  const token = given || kept;
  if (!token) return <Page title={t.invalid}><p>{t.invalidText}</p></Page>;
  if (session === undefined) return <Loading />;
  if (session === null) {
    return (
      <Page title={t.title} lead={t.signIn}>
        <div className="actions">
          <ButtonLink href="/sign-in?next=%2Froom" look="primary">{t.signInButton}</ButtonLink>
          <ButtonLink href="/sign-up?next=%2Froom">{t.signUp}</ButtonLink>
        </div>
      </Page>
    );
  }
  return <Invitation key={token} token={token} />;
}

function Invitation({ token }: { token: string }) {
  const api = useApi();
  const t = useWords(roomWords).private;
  const query = useQuery({ queryKey: ["rooms", "link", token], queryFn: () => ask<Invited>(api.rpc("room_by_link", { link_token: token })), staleTime: 0 });
  if (query.error && !query.data && asFailure(query.error).word === "token_invalid") return <Page title={t.invalid}><p>{t.invalidText}</p></Page>;
  return <QueryView query={query}>{(room) => <Shown room={room} token={token} />}</QueryView>;
}

function Shown({ room, token }: { room: Invited; token: string }) {
  const t = useWords(roomWords).private;
  const { book, untitled, zone: inZone } = useWords(words);
  const { locale } = useSpeech();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [gone, setGone] = useState<Failure | null>(null);
  const place = { path: "/my/rooms", zone: visitorTimeZone() };
  const isTaken = room.status === "booked" && !room.my_role;
  return (
    <Page title={isTaken ? t.taken : room.title ?? untitled} lead={isTaken ? t.takenText : t.lead(room.host_name)}>
      <div className="room">
        <div className="room-card">
          <When at={room} zone={place.zone} />
          <p className="room-who">{t.at(room.organization_name)} {inZone(formatZone(place.zone, locale))}</p>
          {gone && <Gone failure={gone} />}
          {room.my_role === "host" && room.status === "open" && <p>{t.yours}</p>}
          <div className="actions">
            {room.my_role && <ButtonLink href={`/my/rooms/${room.room_id}`} look="primary">{t.open}</ButtonLink>}
            {!room.my_role && !isTaken && (
              <Button
                look="primary"
                onPress={() => setWanted({ verb: "book_practice_room", arguments: { room_id: room.room_id, link_token: token }, host_name: room.host_name, starts_at: room.starts_at })}
              >{book}</Button>
            )}
          </div>
        </div>
      </div>
      <Booking wanted={wanted} place={place} onClose={(failure) => { setWanted(null); setGone(failure); }} />
    </Page>
  );
}
