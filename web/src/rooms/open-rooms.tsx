/** The rooms that can be booked, and the caller's own that wait for somebody. */
import { useState } from "react";
import type { Failure } from "../api/failure";
import { useMore } from "../api/more";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Loading } from "../components/query-view/loading";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
import { useOpenRooms, type Room } from "./api";
import { Booking, Gone, type Wanted } from "./booking";
import type { Place } from "./place";
import { RoomList } from "./room-list";
import { words } from "./words";

export function OpenRooms({ place, create }: { place: Place; create: () => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [gone, setGone] = useState<Failure | null>(null);
  const query = useOpenRooms(place.organizationId);
  const { data, error, refetch, fetchNextPage, hasNextPage } = query;
  const { more, isPending } = useMore(query);
  const rooms = data?.pages.flat();
  const book = (room: Room) => {
    setGone(null);
    setWanted({ verb: "book_practice_room", arguments: { room_id: room.room_id }, host_name: room.host_name, starts_at: room.starts_at });
  };
  return (
    <>
      {gone && <Gone failure={gone} />}
      {!rooms && !error && <Loading />}
      {rooms?.length === 0 && <EmptyState title={t.noneOpen} text={t.noneOpenText} action={<Button onPress={create}>{t.create}</Button>} />}
      {rooms && rooms.length > 0 && (
        <RoomList
          label={t.open} rooms={rooms} place={place}
          deed={(room) => room.my_role === null && (
            <div className="actions">
              <Button look="primary" aria-label={t.bookOf(`${room.host_name}, ${formatMoment(room.starts_at, locale, place.zone)}`)} onPress={() => book(room)}>{t.book}</Button>
            </div>
          )}
        />
      )}
      {error && <FailureNotice error={error} retry={() => void (rooms ? fetchNextPage() : refetch())} />}
      {hasNextPage && <p><Button onPress={more} isPending={isPending}>{t.more}</Button></p>}
      <Booking wanted={wanted} place={place} onClose={(failure) => { setWanted(null); setGone(failure); }} />
    </>
  );
}
