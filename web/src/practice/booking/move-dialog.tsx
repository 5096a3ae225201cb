/** Moves a booking by choosing one of the free times: what dragging does, by keyboard or finger (WCAG 2.5.7). */
import { Modal } from "../../components/modal/modal";
import { useWords } from "../../i18n/speech";
import { words } from "./move-words";
import type { Movable } from "./move";
import { MoveForm } from "./move-form";

interface MoveDialogProps {
  booking: Movable;
  isOpen: boolean;
  onClose: () => void;
}

export function MoveDialog({ booking, isOpen, onClose }: MoveDialogProps) {
  const t = useWords(words);
  return (
    <Modal title={t.title(booking.client_name)} isOpen={isOpen} onClose={onClose}>
      <MoveForm booking={booking} onClose={onClose} />
    </Modal>
  );
}
