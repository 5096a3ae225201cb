/** Asks before cancelling, with an optional reason.  The browser's own dialog: focus is kept in and given back. */
import type { Speech } from "../../i18n/language";
import { h, uniqueId } from "../../ui/dom";
import { createBusyButton } from "../busy-button/busy-button";
import { createField } from "../field/field";
import "./cancel-dialog.css";

interface CancelDialog {
  /** What is about to be cancelled, in a line. */
  summary: string;
  /** Written to as the client types, so that a failed try loses nothing. */
  reason: { text: string };
  /** The dialog closes when it settles. */
  cancel: () => Promise<void>;
  speech: Speech;
}

export function createCancelDialog({ summary, reason, cancel, speech: { t } }: CancelDialog): HTMLDialogElement {
  const title = h("h2", { id: uniqueId("cancel") }, t.cancel.title);
  const field = createField({
    label: t.cancel.reason, value: reason.text, type: "textarea", required: false, changed: (value) => (reason.text = value),
  });
  const dialog: HTMLDialogElement = h("dialog", { class: "cancel-dialog", "aria-labelledby": title.id },
    title,
    h("p", { class: "lead" }, summary),
    h("p", {}, t.cancel.explain),
    field.element,
    h("p", { class: "actions" },
      createBusyButton({
        label: t.cancel.confirm,
        busyLabel: t.cancel.cancelling,
        kind: "danger",
        work: async () => {
          await cancel();
          dialog.close();
        },
      }),
      h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, t.cancel.keep),
    ),
  );
  return dialog;
}
