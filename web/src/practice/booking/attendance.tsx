/** Says whether the client came, once a booking has begun (TS-16). */
import { useRef } from "react";
import { useVerb } from "../../api/verb";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { useWords } from "../../i18n/speech";
import type { ListedBooking } from "../bookings/booking";
import { focusNear } from "./focus-near";
import { words } from "./words";

export function Attendance({ booking }: { booking: ListedBooking }) {
  const t = useWords(words);
  const announce = useAnnounce();
  const place = useRef<HTMLDivElement>(null);
  const done = (text: string) => () => {
    announce(text);
    focusNear(place.current);
  };
  const complete = useVerb("complete_booking", { onDone: done(t.attendedDone(booking.client_name)) });
  const miss = useVerb("mark_no_show", { onDone: done(t.missedDone(booking.client_name)) });
  const named = (deed: string) => t.forWhom(deed, booking.client_name);
  const busy = complete.isPending || miss.isPending;
  const error = complete.error ?? miss.error;
  return (
    <div ref={place} className="deeds">
      <div className="actions">
        <Button aria-label={named(t.attended)} isPending={complete.isPending} isDisabled={busy && !complete.isPending} onPress={() => complete.mutate({ booking_id: booking.booking_id })}>{t.attended}</Button>
        <Button look="quiet" aria-label={named(t.missed)} isPending={miss.isPending} isDisabled={busy && !miss.isPending} onPress={() => miss.mutate({ booking_id: booking.booking_id })}>{t.missed}</Button>
      </div>
      {error && <FailureNotice error={error} />}
    </div>
  );
}
