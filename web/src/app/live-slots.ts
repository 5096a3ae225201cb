/** Tells a page when others have booked or cancelled with a practitioner. */
import { useEffect, useEffectEvent } from "react";
import { liveOf, type ChangedDays } from "../api/live";
import { useApi } from "./connection";

/** Calls *changed* whenever the practitioner's free times may have changed; see `Live.watchSlots`. */
export function useLiveSlots(practitionerId: string, changed: (days: ChangedDays) => Promise<void>): void {
  const api = useApi();
  const tell = useEffectEvent(changed);
  useEffect(() => {
    const ending = new AbortController();
    liveOf(api).watchSlots(practitionerId, (days) => tell(days), ending.signal);
    return () => ending.abort();
  }, [api, practitionerId]);
}
