/** Whether the window is too narrow for a calendar's columns. */
import { useSyncExternalStore } from "react";

const NARROW = matchMedia("(max-width: 47.99rem)");

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => NARROW.matches);
}

function subscribe(changed: () => void): () => void {
  NARROW.addEventListener("change", changed);
  return () => NARROW.removeEventListener("change", changed);
}
