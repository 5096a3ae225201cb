/**
 * How often practitioners are found and looked at, without saying who looks.
 *
 * Nothing but the kind of visit and the practitioner leaves the browser, and each once for each visit of the site: what was told stands in this tab's own store,
 * which ends with it.  Whoever asks not to be tracked (Global Privacy Control, Do Not Track) is left alone, and so are browsers that a program drives.
 */
import { useEffect } from "react";
import type { Connection } from "../api/connect";
import { useApi } from "./connection";

/** shown by a search; opened from what a search showed; the booking page visited; chosen: a booking was made there. */
type Kind = "shown" | "opened" | "visited" | "chosen";

const TOLD = "bookfast.visits";
/** What must have gone before in the same visit. */
const AFTER: Partial<Record<Kind, Kind>> = { opened: "shown", chosen: "visited" };
const AT_ONCE = 50;

/** Tells, when the browser has nothing better to do, that these practitioners were seen; no page waits for it, and nobody hears of a failure. */
export function useVisit(kind: Kind, practitionerIds: readonly string[] | null): void {
  const api = useApi();
  const ids = practitionerIds?.join(" ") ?? "";
  useEffect(() => {
    if (!ids || isPrivate()) return;
    const wait = setTimeout(() => tell(api, kind, ids.split(" ")), 300);
    return () => clearTimeout(wait);
  }, [api, kind, ids]);
}

function tell(api: Connection, kind: Kind, ids: readonly string[]): void {
  const told = toldBefore();
  const before = AFTER[kind];
  const fresh = [...new Set(ids)].filter((id) => !told.has(`${kind} ${id}`) && (!before || told.has(`${before} ${id}`))).slice(0, AT_ONCE);
  if (fresh.length === 0) return;
  try {
    sessionStorage.setItem(TOLD, JSON.stringify([...told, ...fresh.map((id) => `${kind} ${id}`)]));
  } catch {
    // Without a store it would be told twice.
    return;
  }
  void api.rpc("note_visit", { kind, practitioner_ids: fresh }).then(() => undefined, () => undefined);
}

function toldBefore(): Set<string> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(TOLD) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

function isPrivate(): boolean {
  const { globalPrivacyControl, doNotTrack, webdriver } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return globalPrivacyControl === true || doNotTrack === "1" || webdriver;
}
