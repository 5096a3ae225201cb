/** Moves one's own booking to one of the free times, in one's own zone. */
import { Modal } from "../components/modal/modal";
import { useWords } from "../i18n/speech";
import { MoveForm } from "../practice/booking/move-form";
import { visitorTimeZone } from "../time/dates";
import type { MyBooking } from "./api";
import { words } from "./words";

export function MoveMine({ booking, isOpen, onClose }: { booking: MyBooking; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const zone = visitorTimeZone();
  return (
    <Modal title={t.moveTitle} isOpen={isOpen} onClose={onClose}>
      <MoveForm
        booking={{ ...booking, time_zone: zone, client_name: "", service_name: booking.service_name ?? "" }} onClose={onClose}
        says={{ told: t.moveTold, noneText: t.moveNone, moved: (_client, when) => t.moved(when) }}
      />
    </Modal>
  );
}
