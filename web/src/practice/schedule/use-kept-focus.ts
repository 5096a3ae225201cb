/** Keeps the focus on a booking of the calendar, whose entries are drawn anew whenever one of them changes. */
import { useEffect, useRef, type FocusEvent } from "react";

/** *drawn* is what the entries are made of. */
export function useKeptFocus(drawn: unknown) {
  const focused = useRef<string | null>(null);
  const part = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const elsewhere = () => {
      focused.current = null;
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, []);
  useEffect(() => {
    let tries = 0;
    const again = setInterval(() => {
      tries += 1;
      if (tries === MOST_TRIES) clearInterval(again);
      // The heading has the focus when a dialog found nothing else to give it to: the entry was not drawn yet.
      const nobody = !document.activeElement || document.activeElement === document.body || document.activeElement.tagName === "H1";
      if (focused.current && nobody) part.current?.querySelector<HTMLElement>(`[data-booking="${focused.current}"]`)?.focus({ preventScroll: true });
    }, FOCUS_SETTLES_MS);
    return () => clearInterval(again);
  }, [drawn]);
  return {
    ref: part,
    onFocus({ target }: FocusEvent<HTMLElement>) {
      focused.current = target.dataset["booking"] ?? focused.current;
    },
  };
}

/** A dialog that closes gives the focus back first. */
const FOCUS_SETTLES_MS = 100;
const MOST_TRIES = 20;
