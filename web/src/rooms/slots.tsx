/** Times at which somebody would host: others' to take, one's own to withdraw. */
import { useState } from "react";
import type { Failure } from "../api/failure";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { CutNote } from "../components/cut-note/cut-note";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { QueryView } from "../components/query-view/query-view";
import { Tag } from "../components/tag/tag";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
import { MOST, useSlots, type RoomSlot } from "./api";
import { Booking, Gone, type Wanted } from "./booking";
import { NewSlot } from "./new-slot";
import type { Place } from "./place";
import { When } from "./when";
import { words } from "./words";

export function Slots({ place }: { place: Place }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [gone, setGone] = useState<Failure | null>(null);
  const [offering, setOffering] = useState(false);
  const slots = useSlots(place.organizationId);
  const withdraw = useVerb("delete_room_slot", { onDone: () => toast(t.removed) });
  const when = ({ starts_at }: RoomSlot) => formatMoment(starts_at, locale, place.zone);
  const offer = <Button onPress={() => setOffering(true)}>{t.offer}</Button>;
  const deed = (slot: RoomSlot) => slot.is_mine
    ? <Button look="danger-quiet" aria-label={t.removeOf(when(slot))} isPending={withdraw.isPending && withdraw.variables.slot_id === slot.slot_id} onPress={() => withdraw.mutate({ slot_id: slot.slot_id })}>{t.remove}</Button>
    : (
      <Button
        look="primary" aria-label={t.bookOf(`${slot.host_name}, ${when(slot)}`)}
        onPress={() => { setGone(null); setWanted({ verb: "book_room_slot", arguments: { slot_id: slot.slot_id }, host_name: slot.host_name, starts_at: slot.starts_at }); }}
      >{t.book}</Button>
    );
  return (
    <>
      {gone && <Gone failure={gone} />}
      {withdraw.error && <FailureNotice error={withdraw.error} takesFocus />}
      <QueryView query={slots}>
        {(all) => all.length === 0 ? <EmptyState title={t.noneSlots} text={t.noneSlotsText} action={offer} /> : (
          <>
            <div className="actions">{offer}</div>
            <ul className="rooms" role="list" aria-label={t.slots}>
              {all.slice(0, MOST).map((slot) => (
                <li key={slot.slot_id} className="room-card">
                  <When at={slot} zone={place.zone} />
                  <p className="room-title">{slot.title ?? t.untitled}</p>
                  <p className="room-who">{slot.is_mine ? <Tag tone="waiting">{t.yours}</Tag> : t.withHost(slot.host_name)}</p>
                  <div className="actions">{deed(slot)}</div>
                </li>
              ))}
            </ul>
            <CutNote rows={all} most={MOST} />
          </>
        )}
      </QueryView>
      <NewSlot place={place} isOpen={offering} onClose={() => setOffering(false)} />
      <Booking wanted={wanted} place={place} onClose={(failure) => { setWanted(null); setGone(failure); }} />
    </>
  );
}
