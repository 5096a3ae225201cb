/** What a visitor types about themselves, and what is still wrong with it.  Pure. */
import type { Catalogue } from "../../i18n/language";

/** Longest note, in characters. */
export const NOTE_LIMIT = 2000;

export interface Draft {
  name: string;
  email: string;
  phone: string;
  note: string;
  consent: boolean;
}

export type Answer = keyof Draft;

export const EMPTY_DRAFT: Draft = { name: "", email: "", phone: "", note: "", consent: false };

/** The first thing wrong with each answer, in the visitor's words, in the order of the form. */
export function problemsOf(draft: Draft, { details: { errors } }: Catalogue): Map<Answer, string> {
  const email = draft.email.trim();
  const phone = draft.phone.trim();
  const problems = new Map<Answer, string>();
  if (!draft.name.trim()) problems.set("name", errors.name);
  if (!email) problems.set("email", errors.email);
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(email)) problems.set("email", errors.emailForm);
  if (!phone) problems.set("phone", errors.phone);
  else if (phone.replace(/\D/g, "").length < 7) problems.set("phone", errors.phoneForm);
  if (draft.note.length > NOTE_LIMIT) problems.set("note", errors.note(NOTE_LIMIT));
  if (!draft.consent) problems.set("consent", errors.consent);
  return problems;
}
