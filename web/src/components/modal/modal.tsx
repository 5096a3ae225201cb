/** A dialog over the page: Escape closes it, and the focus returns to where it was, or to the page's heading when that is gone. */
import { useEffect, type ReactNode } from "react";
import { Dialog, Heading, Modal as AriaModal, ModalOverlay } from "react-aria-components";
import { keepFocus } from "./kept-focus";
import "./modal.css";

interface ModalProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** For what must be answered and cannot be left by Escape or a click beside it. */
  mustAnswer?: boolean;
}

export function Modal({ title, isOpen, onClose, children, mustAnswer = false }: ModalProps) {
  useEffect(() => {
    if (isOpen) return () => keepFocus();
    return undefined;
  }, [isOpen]);
  return (
    <ModalOverlay className="modal-veil" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={!mustAnswer} isKeyboardDismissDisabled={mustAnswer}>
      <AriaModal className="modal">
        <Dialog className="modal-dialog" {...(mustAnswer && { role: "alertdialog" as const })}>
          <Heading slot="title" level={2}>{title}</Heading>
          {children}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
