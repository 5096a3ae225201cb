/** Approve or decline a request, where it stands. */
import { useRef, useState } from "react";
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import type { ListedBooking } from "../bookings/booking";
import { EndDialog } from "./end-dialog";
import { focusNear } from "./focus-near";
import { words } from "./words";

export function Answer({ booking }: { booking: ListedBooking }) {
  const t = useWords(words);
  const place = useRef<HTMLDivElement>(null);
  const [declining, setDeclining] = useState(false);
  const approve = useVerb("approve_booking", {
    onDone: () => {
      // The request leaves its list: what became of it is said where it stays in sight.
      toast(t.approved(booking.client_name));
      focusNear(place.current);
    },
  });
  const named = (deed: string) => t.forWhom(deed, booking.client_name);
  return (
    <div ref={place} className="deeds">
      <div className="actions">
        <Button
          look="primary" aria-label={named(t.approve)} isPending={approve.isPending}
          onPress={() => approve.mutate({ booking_id: booking.booking_id })}
        >{t.approve}</Button>
        <Button look="danger-quiet" aria-label={named(t.decline)} onPress={() => setDeclining(true)}>{t.decline}</Button>
      </div>
      {approve.error && <FailureNotice error={approve.error} />}
      <EndDialog booking={booking} deed="decline" isOpen={declining} onClose={() => setDeclining(false)} onDone={() => focusNear(place.current)} />
    </div>
  );
}
