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
    const again = setTimeout(() => {
      if (!focused.current || (document.activeElement && document.activeElement !== document.body)) return;
      part.current?.querySelector<HTMLElement>(`[data-booking="${focused.current}"]`)?.focus({ preventScroll: true });
    }, FOCUS_SETTLES_MS);
    return () => clearTimeout(again);
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
