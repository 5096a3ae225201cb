/** A failure in the visitor's words. */
import type { Failure } from "../api/failure";
import type { Speech } from "./language";

/** One or two sentences: what happened, and when to try again where the server says so. */
export function failureSentence(failure: Failure, { locale, t }: Speech): string {
  const sentence = t.failures[failure.word];
  if (failure.word === "too_many_requests" && failure.retryAfterSeconds) {
    return `${sentence} ${t.retryIn(failure.retryAfterSeconds)}`;
  }
  // The server speaks English; it knows which argument it means.
  if (failure.word === "invalid_argument" && failure.detail && locale === "en-CA") return failure.detail;
  return sentence;
}
