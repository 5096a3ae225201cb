/** The time kept for this visitor: its key, its end, and the one booking that may come of it. */
import { extendHold, HOLD_SECONDS, releaseHold, requestHold } from "../api/booking";
import type { Connection } from "../api/connect";
import type { Slot } from "../api/contract";
import type { Offer } from "./offer";

/** Remembers the key over a reload of the page, so that the time can be given back. */
const REMEMBERED = "bookfast.hold";

export interface KeptHold {
  readonly key: string;
  readonly slot: Slot;
  /** Milliseconds since the epoch, by this browser's clock. */
  readonly deadline: number;
}

/** A wish to keep a time.  Sent again after no answer came it is the same wish, so that it keeps one time and not two. */
export interface Wish {
  readonly slot: Slot;
  readonly idempotencyKey: string;
  /** When it was sent first, in milliseconds since the epoch. */
  readonly sent: number;
}

export function wishFor(slot: Slot): Wish {
  return { slot, idempotencyKey: crypto.randomUUID(), sent: Date.now() };
}

/** Keeps the time.  The end is counted from before the first request, so it never comes later here than on the server. */
export async function keepTime(api: Connection, { practitioner, service }: Offer, { slot, idempotencyKey, sent }: Wish): Promise<KeptHold> {
  const { practitioner_id: practitionerId } = practitioner;
  const hold = await requestHold(api, { practitionerId, serviceId: service.service_id, startsAt: slot.starts_at, idempotencyKey });
  sessionStorage.setItem(REMEMBERED, hold.hold_key);
  return { key: hold.hold_key, slot, deadline: sent + HOLD_SECONDS * 1000 };
}

/** Keeps *hold* for another `HOLD_SECONDS` from now.  Spans are counted, not compared: the two clocks may differ. */
export async function keepLonger(api: Connection, hold: KeptHold): Promise<KeptHold> {
  const sent = Date.now();
  await extendHold(api, hold.key);
  return { ...hold, deadline: sent + HOLD_SECONDS * 1000 };
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

/** The key of what an earlier visit of this tab left behind, or `null`. */
export function forgotten(): string | null {
  return sessionStorage.getItem(REMEMBERED);
}

/** The hold has become a booking or has ended. */
export function forget(): void {
  sessionStorage.removeItem(REMEMBERED);
}
