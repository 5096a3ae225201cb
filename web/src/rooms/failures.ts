/** Why a room or a time could not be had, in words about rooms. */
import type { Failure } from "../api/failure";
import { useWords } from "../i18n/speech";
import { words } from "./words";

/** Somebody else has it, or it is no longer there: choosing another helps, trying again does not. */
export function isGone(failure: Failure | null | undefined): boolean {
  return failure?.word === "slot_taken" || failure?.word === "not_found" || failure?.word === "too_soon";
}

export function useGone(): (failure: Failure) => string {
  const t = useWords(words);
  return (failure) => (failure.word === "not_found" ? t.goneNow : failure.word === "too_soon" ? t.begun : t.quicker);
}

/** For whoever makes or moves a room: what stands in the way of its time. */
export function useInTheWay(): (failure: Failure | null) => string | null {
  const t = useWords(words);
  return (failure) => {
    if (failure?.word === "too_soon") return t.mistakes.past;
    // What else is not allowed is not offered.
    if (failure?.word === "not_allowed") return t.calendarFirst;
    return failure?.word === "slot_taken" || failure?.word === "client_busy" ? `${t.busy} ${t.busyText}` : null;
  };
}
