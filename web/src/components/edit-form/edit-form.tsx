/** A form that is saved by its button; what is wrong takes the focus. */
import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Button } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import "../fields/fields.css";

const words = defineWords(
  { save: "Save", undo: "Undo changes" },
  { save: "Enregistrer", undo: "Annuler les changements" },
);

/** What is wrong, by field. */
export type Problems<T> = Partial<Record<keyof T, string | undefined>>;

interface EditFormProps {
  children: ReactNode;
  /** Names the form where a page has several. */
  label?: string;
  onSubmit: () => void;
  isPending?: boolean;
  /** A failure that no field can show. */
  error?: unknown;
  /** A new object each time something was found wrong: the first field of these takes the focus. */
  problems?: object;
  submit?: string;
  /** Offered while there is something to undo. */
  onUndo?: (() => void) | undefined;
  /** Beside the button. */
  beside?: ReactNode;
}

export function EditForm({ children, label, onSubmit, isPending = false, error, problems, submit, onUndo, beside }: EditFormProps) {
  const t = useWords(words);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problems && Object.values(problems).some(Boolean)) {
      form.current?.querySelector<HTMLElement>("[aria-invalid='true'], [data-invalid] :is(input, button)")?.focus();
    }
  }, [problems]);
  return (
    <form ref={form} className="form" aria-label={label} noValidate onSubmit={(event) => { event.preventDefault(); if (!isPending) onSubmit(); }}>
      {children}
      {error ? <FailureNotice error={error} /> : null}
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending}>{submit ?? t.save}</Button>
        {onUndo && <Button onPress={onUndo}>{t.undo}</Button>}
        {beside}
      </div>
    </form>
  );
}
