/** Something secret that is shown this once, with a button that copies it. */
import { useRef, useState } from "react";
import { useAnnounce } from "../announcer/announcer";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Button } from "../button/button";
import { Modal } from "../modal/modal";
import { Notice } from "../notice/notice";
import "./secret-box.css";

const words = defineWords(
  {
    once: "You see it only this once. Copy it now and keep it where nobody else reads it; whoever loses it needs a new one.",
    copy: "Copy",
    copied: "Copied",
    byHand: "Copying did not work here. The text is selected: copy it with your keyboard.",
    done: "I have kept it",
  },
  {
    once: "Vous ne la verrez qu’une fois. Copiez-la maintenant et gardez-la à l’abri des regards; si elle se perd, il en faudra une nouvelle.",
    copy: "Copier",
    copied: "Copié",
    byHand: "La copie n’a pas fonctionné ici. Le texte est sélectionné : copiez-le au clavier.",
    done: "Je l’ai gardée",
  },
);

interface SecretDialogProps {
  title: string;
  /** What it is: "Signing secret". */
  label: string;
  /** What it is for, and what to do with it. */
  text: string;
  secret: string;
  /** What is said instead of the usual warning, where somebody else is meant to have it. */
  once?: string;
  onClose: () => void;
}

/** Cannot be closed by accident: only its button does. */
export function SecretDialog({ title, label, text, secret, once, onClose }: SecretDialogProps) {
  const t = useWords(words);
  const say = useAnnounce();
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
      say(t.copied);
    } catch {
      // Not allowed, or no clipboard without https.
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setCopied(false);
      say(t.byHand, { urgent: true });
    }
  };
  return (
    <Modal title={title} isOpen onClose={onClose} mustAnswer>
      <p>{text}</p>
      <Notice tone="warning"><p>{once ?? t.once}</p></Notice>
      <div className="secret">
        <p className="secret-label">{label}</p>
        <code ref={shown} className="secret-text" tabIndex={0} aria-label={label}>{secret}</code>
        {copied === false && <p>{t.byHand}</p>}
      </div>
      <div className="actions">
        <Button look="primary" onPress={() => void copy()}>{copied ? t.copied : t.copy}</Button>
        <Button onPress={onClose}>{t.done}</Button>
      </div>
    </Modal>
  );
}
