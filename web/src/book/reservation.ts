/** One time on its way to a booking, as a machine of what can happen to it.  Pure; `use-reservation` does the deeds. */
import type { Confirmation, Slot } from "../api/contract";
import { timeIsGone, type Failure } from "../api/failure";
import type { KeptHold } from "./kept-hold";

/** A time that could not be had, and why. */
export interface Refusal {
  failure: Failure;
  slot: Slot;
}

/** What the visitor has to be told while the time is kept, if anything. */
export type News = { kind: "failed"; failure: Failure } | { kind: "kept-again" } | { kind: "last-extension" } | null;

export interface Keeping {
  at: "details";
  hold: KeptHold;
  /** Whether the time has run out; the form stays, the clock goes. */
  over: boolean;
  /** Whether it can be kept longer; that ends after some times. */
  extendable: boolean;
  news: News;
}

export type Reservation =
  | { at: "choosing"; refusal: Refusal | null }
  | Keeping
  | { at: "done"; confirmation: Confirmation };

export type Happening =
  | { type: "kept"; hold: KeptHold }
  | WhileKept
  /** The time could not be kept in the first place. */
  | { type: "not-kept"; refusal: Refusal }
  | { type: "booked"; confirmation: Confirmation }
  | { type: "left" };

type WhileKept =
  | { type: "kept-longer" | "kept-again"; hold: KeptHold }
  | { type: "ran-out" }
  /** It was kept longer as often as can be. */
  | { type: "last-extension" }
  /** Something about the kept time was refused. */
  | { type: "refused"; failure: Failure };

export const CHOOSING: Reservation = { at: "choosing", refusal: null };

export function next(now: Reservation, happening: Happening): Reservation {
  switch (happening.type) {
    case "kept":
      return { at: "details", hold: happening.hold, over: false, extendable: true, news: null };
    case "not-kept":
      return { at: "choosing", refusal: happening.refusal };
    case "booked":
      return { at: "done", confirmation: happening.confirmation };
    case "left":
      return CHOOSING;
    default:
      return now.at === "details" ? whileKept(now, happening) : now;
  }
}

function whileKept(now: Keeping, happening: WhileKept): Reservation {
  switch (happening.type) {
    case "kept-longer":
      return { ...now, hold: happening.hold, news: null };
    case "kept-again":
      return { at: "details", hold: happening.hold, over: false, extendable: true, news: { kind: "kept-again" } };
    case "ran-out":
      return { ...now, over: true, news: null };
    case "last-extension":
      return { ...now, extendable: false, news: { kind: "last-extension" } };
    case "refused":
      return refused(now, happening.failure);
  }
}

function refused(now: Keeping, failure: Failure): Reservation {
  if (failure.word === "hold_expired") return { ...now, over: true, news: null };
  if (endsIt(failure)) return { at: "choosing", refusal: { failure, slot: now.hold.slot } };
  return { ...now, news: { kind: "failed", failure } };
}

/** Whether another time must be chosen. */
export function endsIt(failure: Failure): boolean {
  return timeIsGone(failure) || failure.word === "client_busy" || failure.word === "hold_conflict";
}
