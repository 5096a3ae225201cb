/** The caller's own rooms, as host or guest. */
import { Button } from "../components/button/button";
import { CutNote } from "../components/cut-note/cut-note";
import { EmptyState } from "../components/empty-state/empty-state";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { useNow } from "../practice/team/use-now";
import { MOST, useMyRooms } from "./api";
import type { Place } from "./place";
import { RoomList } from "./room-list";
import { words } from "./words";

export function MyRooms({ place, create }: { place: Place; create: () => void }) {
  const t = useWords(words);
  const now = useNow();
  const rooms = useMyRooms(place.organizationId);
  return (
    <QueryView query={rooms}>
      {(all) => {
        const shown = all.slice(0, MOST);
        const past = shown.filter(({ ends_at }) => Date.parse(ends_at) <= now);
        const toCome = shown.filter((room) => !past.includes(room)).reverse();
        if (all.length === 0) return <EmptyState title={t.noneMine} text={t.noneMineText} action={<Button onPress={create}>{t.create}</Button>} />;
        return (
          <>
            {toCome.length > 0 && <section className="rooms-part"><h3 className="rooms-heading">{t.toCome}</h3><RoomList label={t.toCome} rooms={toCome} place={place} /></section>}
            {past.length > 0 && <section className="rooms-part"><h3 className="rooms-heading">{t.past}</h3><RoomList label={t.past} rooms={past} place={place} /></section>}
            <CutNote rows={all} most={MOST} />
          </>
        );
      }}
    </QueryView>
  );
}
