/** The token in the address's fragment, which no server and no log sees. */
import { useSyncExternalStore } from "react";

/** Another link opened in the same tab changes only the fragment, so it is followed. */
export function useFragment(): string {
  return useSyncExternalStore(subscribe, () => location.hash.slice(1));
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  addEventListener("popstate", changed);
  return () => {
    removeEventListener("hashchange", changed);
    removeEventListener("popstate", changed);
  };
}
