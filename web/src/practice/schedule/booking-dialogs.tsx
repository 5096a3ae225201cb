/** A booking of the schedule in a dialog: what it is and what can be done with it; and the dialogs to move or cancel it. */
import { useOrganization } from "../../app/organization";
import { Button, ButtonLink } from "../../components/button/button";
import { Facts } from "../../components/facts/facts";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Modal } from "../../components/modal/modal";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatTimeSpan, formatZone } from "../../time/format";
import { EndDialog } from "../booking/end-dialog";
import { MoveDialog } from "../booking/move-dialog";
import type { ListedBooking } from "../bookings/booking";
import { useNow } from "../team/use-now";
import { actionsOf } from "./actions";
import { useDeeds } from "./deeds";
import { words } from "./words";

export type DialogId = "details" | "move" | "cancel" | "decline";

export interface Opened {
  booking: ListedBooking;
  dialog: DialogId;
}

interface BookingDialogsProps {
  opened: Opened | null;
  open: (opened: Opened | null) => void;
}

export function BookingDialogs({ opened, open }: BookingDialogsProps) {
  if (!opened) return null;
  const { booking, dialog } = opened;
  const close = () => open(null);
  if (dialog === "move") return <MoveDialog booking={booking} isOpen onClose={close} />;
  if (dialog === "details") return <Details booking={booking} close={close} open={(next) => open({ booking, dialog: next })} />;
  return <EndDialog booking={booking} deed={dialog} isOpen onClose={close} />;
}

function Details({ booking, close, open }: { booking: ListedBooking; close: () => void; open: (dialog: DialogId) => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, path } = useOrganization();
  const now = useNow();
  const deeds = useDeeds(booking, open, close);
  const zone = booking.time_zone;
  return (
    <Modal title={booking.client_name} isOpen onClose={close}>
      <Facts
        entries={[
          [t.service, booking.service_name],
          [t.practitioner, booking.practitioner_name],
          [t.status, <StatusBadge key="status" status={booking.status} />],
          [t.reference, booking.reference],
        ]}
      >
        <div className="facts-when">
          <p className="facts-day">{formatDay(booking.starts_at, locale, zone)}</p>
          <p className="facts-time">{formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}</p>
          <p className="facts-zone">{formatZone(zone, locale)}</p>
        </div>
      </Facts>
      {deeds.error && <FailureNotice error={deeds.error} />}
      <div className="actions">
        {actionsOf(booking, now, may("sessions:write")).map((action) => (
          <Button
            key={action} look={action === "cancel" || action === "decline" ? "danger-quiet" : "plain"}
            isPending={deeds.isPending(action)} onPress={() => deeds.act(action)}
          >{t[action]}</Button>
        ))}
        <ButtonLink href={path(`/bookings/${booking.booking_id}`)}>{t.open}</ButtonLink>
        <Button onPress={close}>{t.close}</Button>
      </div>
    </Modal>
  );
}
