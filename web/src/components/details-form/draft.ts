/** What a visitor types about themselves, and what is still wrong with it.  Pure. */
import { isEmail, isPhone } from "../../api/checks";

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

export type Mistake = "name" | "email" | "emailForm" | "phone" | "phoneForm" | "note" | "consent";

/** The first thing wrong with each answer, in the order of the form. */
export function mistakesOf(draft: Draft): ReadonlyMap<Answer, Mistake> {
  const email = draft.email.trim();
  const phone = draft.phone.trim();
  const mistakes = new Map<Answer, Mistake>();
  if (!draft.name.trim()) mistakes.set("name", "name");
  if (!email) mistakes.set("email", "email");
  else if (!isEmail(email)) mistakes.set("email", "emailForm");
  if (!phone) mistakes.set("phone", "phone");
  else if (!isPhone(phone)) mistakes.set("phone", "phoneForm");
  if (draft.note.length > NOTE_LIMIT) mistakes.set("note", "note");
  if (!draft.consent) mistakes.set("consent", "consent");
  return mistakes;
}
