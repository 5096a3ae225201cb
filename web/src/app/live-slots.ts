/** Tells a page when others have booked or cancelled with a practitioner. */
import { useEffect, useEffectEvent } from "react";
import type { Connection } from "../api/connect";
import { createLive, type ChangedDays, type Live } from "../api/live";
import { useApi } from "./connection";

/** One for all pages: a topic can be joined again only once it was left. */
const LIVE = new WeakMap<Connection, Live>();

/** Calls *changed* whenever the practitioner's free times may have changed; see `Live.watchSlots`. */
export function useLiveSlots(practitionerId: string, changed: (days: ChangedDays) => Promise<void>): void {
  const api = useApi();
  const tell = useEffectEvent(changed);
  useEffect(() => {
    const live = LIVE.get(api) ?? createLive(api);
    LIVE.set(api, live);
    const ending = new AbortController();
    live.watchSlots(practitionerId, (days) => tell(days), ending.signal);
    return () => ending.abort();
  }, [api, practitionerId]);
}
