/** The time kept for this visitor: its key, its end, and the one booking that may come of it. */
import { extendHold, HOLD_SECONDS, releaseHold, requestHold } from "../api/booking";
import type { Connection } from "../api/connect";
import type { Slot } from "../api/contract";

/** Remembers the key over a reload of the page, so that the time can be given back. */
const REMEMBERED = "bookfast.hold";

export interface KeptHold {
  readonly key: string;
  readonly slot: Slot;
  /** Milliseconds since the epoch, by this browser's clock. */
  deadline: number;
}

interface Wish {
  practitionerId: string;
  serviceId: string;
  slot: Slot;
  idempotencyKey: string;
}

/** Keeps *slot*.  The end is counted from before the request, so it never comes later here than on the server. */
export async function keepTime(api: Connection, { practitionerId, serviceId, slot, idempotencyKey }: Wish): Promise<KeptHold> {
  const sent = Date.now();
  const hold = await requestHold(api, { practitionerId, serviceId, startsAt: slot.starts_at, idempotencyKey });
  sessionStorage.setItem(REMEMBERED, hold.hold_key);
  return { key: hold.hold_key, slot, deadline: sent + HOLD_SECONDS * 1000 };
}

/** Keeps *hold* for another `HOLD_SECONDS` from now.  Spans are counted, not compared: the two clocks may differ. */
export async function keepLonger(api: Connection, hold: KeptHold): Promise<void> {
  const sent = Date.now();
  await extendHold(api, hold.key);
  hold.deadline = sent + HOLD_SECONDS * 1000;
}

/**
 * Gives the time back.
 *
 * Waits for the answer so that a list asked for next shows the time as free; a failure is no one's concern, since an
 * unconfirmed hold ends by itself.
 */
export async function giveBack(api: Connection, key: string): Promise<void> {
  forget();
  await releaseHold(api, key).catch(() => undefined);
}

/** Gives back what an earlier visit of this tab left behind. */
export async function giveBackForgotten(api: Connection): Promise<void> {
  const key = sessionStorage.getItem(REMEMBERED);
  if (key) await giveBack(api, key);
}

/** The hold has become a booking or has ended. */
export function forget(): void {
  sessionStorage.removeItem(REMEMBERED);
}
