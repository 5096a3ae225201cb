/** Asks before one's own booking is cancelled, and for a reason, which may be left out. */
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { TextInput } from "../components/fields/text-input";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatMoment } from "../time/format";
import type { MyBooking } from "./api";
import { words } from "./words";

export function CancelMine({ booking, isOpen, onClose }: { booking: MyBooking; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [reason, setReason, forget] = useDraft(`cancel.${booking.booking_id}`, "");
  const cancel = useVerb("cancel_booking", {
    onDone: () => {
      forget();
      toast(t.cancelled);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t.cancelTitle} text={t.cancelText(formatMoment(booking.starts_at, locale, visitorTimeZone()))} confirm={t.cancel} danger
      isOpen={isOpen} isPending={cancel.isPending} error={cancel.error}
      onConfirm={() => cancel.mutate({ booking_id: booking.booking_id, ...(reason.trim() && { reason: reason.trim() }) })}
      onClose={() => { cancel.reset(); onClose(); }}
    >
      <TextInput label={t.reason} description={t.reasonHelp} multiline value={reason} onChange={setReason} maxLength={2000} />
    </ConfirmDialog>
  );
}
