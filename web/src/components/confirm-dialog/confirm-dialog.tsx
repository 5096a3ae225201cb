/** Asks before something is done that cannot simply be undone. */
import type { ReactNode } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Button } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Modal } from "../modal/modal";

const words = defineWords({ keep: "No, go back" }, { keep: "Non, revenir" });

interface ConfirmDialogProps {
  title: string;
  text?: ReactNode;
  /** What the button says: the deed itself, "Cancel the booking". */
  confirm: string;
  /** What the other button says, where "No, go back" could be misread. */
  keep?: string;
  isOpen: boolean;
  onConfirm: () => void;
  onClose: () => void;
  danger?: boolean;
  isPending?: boolean;
  error?: unknown;
  /** Fields, such as a reason. */
  children?: ReactNode;
}

export function ConfirmDialog({ title, text, confirm, keep, isOpen, onConfirm, onClose, danger = false, isPending = false, error, children }: ConfirmDialogProps) {
  const t = useWords(words);
  return (
    <Modal title={title} isOpen={isOpen} onClose={onClose}>
      {text && <p>{text}</p>}
      {children}
      {error ? <FailureNotice error={error} /> : null}
      <div className="actions">
        <Button look={danger ? "danger" : "primary"} onPress={onConfirm} isPending={isPending}>{confirm}</Button>
        <Button onPress={onClose}>{keep ?? t.keep}</Button>
      </div>
    </Modal>
  );
}
