/** Asks before a booking or request ends, and for a reason, which may be left out (BM-Q4). */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { localDate } from "../../time/dates";
import type { ListedBooking } from "../bookings/booking";
import { words } from "./words";

interface EndDialogProps {
  booking: ListedBooking;
  deed: "cancel" | "decline";
  isOpen: boolean;
  onClose: () => void;
  onDone?: () => void;
}

export function EndDialog({ booking, deed, isOpen, onClose, onDone }: EndDialogProps) {
  const t = useWords(words);
  const [reason, setReason] = useState("");
  const [which, setWhich] = useState<"one" | "rest">("one");
  const end = (text: string) => () => {
    toast(text);
    onClose();
    onDone?.();
  };
  const decline = useVerb("decline_booking", { onDone: end(t.declined(booking.client_name)) });
  const cancel = useVerb("cancel_booking", { onDone: end(t.cancelled(booking.client_name)) });
  const cancelRest = useVerb<{ bookings: unknown[] }>("cancel_series", {
    onDone: ({ bookings }) => end(t.cancelledSeries(bookings.length))(),
  });
  const verb = deed === "decline" ? decline : which === "rest" ? cancelRest : cancel;
  const why = reason.trim() ? { reason: reason.trim() } : {};
  const what = which === "rest"
    ? { series_id: booking.series_id, from_date: localDate(booking.starts_at, booking.time_zone) }
    : { booking_id: booking.booking_id };

  return (
    <ConfirmDialog
      title={deed === "cancel" ? t.cancelTitle : t.declineTitle} text={deed === "cancel" ? t.cancelText : t.declineText}
      confirm={deed === "cancel" ? t.cancelIt : t.declineIt} danger isOpen={isOpen} isPending={verb.isPending} error={verb.error}
      onConfirm={() => verb.mutate({ ...what, ...why })} onClose={() => { verb.reset(); onClose(); }}
    >
      {deed === "cancel" && booking.series_id && (
        <Radios label={t.which} value={which} onChange={setWhich} options={[{ id: "one", name: t.thisOne }, { id: "rest", name: t.fromHere }]} />
      )}
      <TextInput label={t.reason} description={t.reasonHelp} multiline value={reason} onChange={setReason} maxLength={2000} />
    </ConfirmDialog>
  );
}
