/** The remaining time of a hold: always visible, with a spoken warning and a way to keep it (WCAG 2.2.1). */
import type { Speech } from "../../i18n/language";
import { formatClock } from "../../time/format";
import type { Announcer } from "../../ui/announce";
import { h } from "../../ui/dom";
import { createBusyButton } from "../busy-button/busy-button";
import { createNotice } from "../notice/notice";
import "./hold-clock.css";

/** Seconds before the end at which the visitor is warned; the guideline asks for 20 at least. */
const WARN_AT_SECONDS = 60;

interface HoldClock {
  /** When the hold ends, in milliseconds since the epoch by this browser's clock. */
  deadline: () => number;
  /** Keeps the time longer, or says elsewhere why not; `null` when it cannot be kept longer. */
  keep: (() => Promise<void>) | null;
  /** Called once, when the time has run out. */
  over: () => void;
  announcer: Announcer;
  speech: Speech;
  signal: AbortSignal;
}

export function createHoldClock({ deadline, keep, over, announcer, speech: { t }, signal }: HoldClock): HTMLElement {
  const text = h("p", { class: "hold-clock-text" });
  const warning = h("div", { class: "hold-clock-warning" });
  const element = h("div", { class: "hold-clock" }, text, warning);
  const secondsLeft = (): number => Math.max(0, Math.ceil((deadline() - Date.now()) / 1000));
  let warned = false;

  async function keepWith(ask: () => Promise<void>): Promise<void> {
    await ask();
    if (signal.aborted) return;
    warned = false;
    announcer.say(t.hold.kept(secondsLeft()));
    show();
    text.focus();
  }

  function show(): void {
    const left = secondsLeft();
    text.textContent = t.hold.left(formatClock(left));
    const late = left <= WARN_AT_SECONDS;
    element.classList.toggle("late", late);
    if (late && !warned) {
      const sentence = t.hold.warning(left);
      if (keep) {
        const button = createBusyButton({ label: t.hold.keep, busyLabel: t.shell.loading, work: () => keepWith(keep) });
        warning.replaceChildren(createNotice("warning", t.hold.more, button));
        // The warning stays in sight while the page scrolls; it must not lie over what the visitor is filling in.
        document.activeElement?.scrollIntoView({ block: "nearest" });
      }
      announcer.say(keep ? `${sentence} ${t.hold.more}` : sentence, { urgent: true });
    }
    if (!late) warning.replaceChildren();
    warned = late;
    if (left === 0) {
      clearInterval(timer);
      over();
    }
  }

  text.tabIndex = -1;
  const timer = setInterval(show, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
  show();
  return element;
}
