/** A button that shows at once that its work is under way, and cannot be pressed twice meanwhile. */
import { h } from "../../ui/dom";

interface BusyButton {
  label: string;
  busyLabel: string;
  kind?: "primary" | "quiet" | "danger";
  /** The work; the button is free again when it settles. */
  work: () => Promise<void>;
}

export function createBusyButton({ label, busyLabel, kind = "primary", work }: BusyButton): HTMLButtonElement {
  const button = h("button", { type: "button", class: `button ${kind}`, onclick: () => void runBusy(button, busyLabel, work) }, label);
  return button;
}

/** `aria-disabled` rather than `disabled`: the focus stays where the person left it. */
export async function runBusy(button: HTMLButtonElement, busyLabel: string, work: () => Promise<void>): Promise<void> {
  if (button.getAttribute("aria-disabled") === "true") return;
  const label = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = busyLabel;
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  }
}
