/** What went wrong, told apart by the Data API's stable words. */

/** The error words of the contract, and two of our own for what never reached it. */
export type FailureWord =
  | "invalid_argument"
  | "not_signed_in"
  | "not_allowed"
  | "token_invalid"
  | "not_found"
  | "slot_taken"
  | "slot_full"
  | "client_busy"
  | "illegal_transition"
  | "hold_conflict"
  | "hold_expired"
  | "token_expired"
  | "invitation_expired"
  | "outside_availability"
  | "too_soon"
  | "too_far"
  | "too_late_to_change"
  | "consent_required"
  | "not_accepting_clients"
  | "onboarding_required"
  | "idempotency_mismatch"
  | "practitioner_full"
  | "already_rated"
  | "changed_meanwhile"
  | "rule_overlaps"
  | "rule_in_use"
  | "too_many_requests"
  // The edge's own.
  | "notes_not_configured"
  | "key_unavailable"
  | "calendars_not_configured"
  | "calendar_unreachable"
  | "edge_unreachable"
  | "offline"
  | "unexpected";

const WORDS: ReadonlySet<string> = new Set<FailureWord>([
  "invalid_argument", "not_signed_in", "not_allowed", "token_invalid", "not_found", "slot_taken", "slot_full",
  "client_busy", "illegal_transition", "hold_conflict", "hold_expired", "token_expired", "invitation_expired",
  "outside_availability", "too_soon", "too_far", "too_late_to_change", "consent_required", "not_accepting_clients", "onboarding_required",
  "idempotency_mismatch", "practitioner_full", "already_rated", "changed_meanwhile", "rule_overlaps", "rule_in_use", "too_many_requests",
  "notes_not_configured", "key_unavailable", "calendars_not_configured", "calendar_unreachable", "edge_unreachable",
]);

export class Failure extends Error {
  constructor(
    readonly word: FailureWord,
    /** A sentence from the server, in English; empty when there is none. */
    readonly detail = "",
    /** Instants (ISO 8601) that are free instead of the one refused. */
    readonly alternatives: readonly string[] = [],
    readonly retryAfterSeconds: number | null = null,
    /** What the hint says, as it came. */
    readonly hint = "",
  ) {
    super(word);
    this.name = "Failure";
  }
}

/** Whether the wanted time is gone and another one must be chosen. */
export function timeIsGone(failure: Failure): boolean {
  return ["slot_taken", "slot_full", "outside_availability", "too_soon", "too_far"].includes(failure.word);
}

interface Answer {
  error: { message: string; details?: string | null; hint?: string | null };
  status: number;
}

/** Reads the failure out of an answer of the Data API; status 0 means that there was none. */
export function failureFrom({ error, status }: Answer): Failure {
  if (status === 0) return new Failure("offline");
  const word = WORDS.has(error.message)
    ? (error.message as FailureWord)
    : status === 429 ? "too_many_requests" : "unexpected";
  const hint = readHint(error.hint);
  return new Failure(word, error.details ?? "", hint.alternatives, hint.retryAfterSeconds, error.hint ?? "");
}

/** On a conflict over time the hint is JSON; elsewhere it is a sentence, which these pages do not need. */
function readHint(hint: string | null | undefined): { alternatives: string[]; retryAfterSeconds: number | null } {
  const nothing = { alternatives: [], retryAfterSeconds: null };
  if (!hint?.startsWith("{")) return nothing;
  try {
    const parsed = JSON.parse(hint) as { alternatives?: string[]; retry_after_seconds?: number };
    return { alternatives: parsed.alternatives ?? [], retryAfterSeconds: parsed.retry_after_seconds ?? null };
  } catch {
    return nothing;  // A hint that merely starts like JSON is a sentence after all.
  }
}

/** Errors of our own making are no `Failure`; they are told to the console, and to the visitor as unexpected. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  console.error(error);
  return new Failure("unexpected");
}
