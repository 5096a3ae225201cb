/** A booking that a member is about to make for a client.  Pure. */
import { isEmail, isPhone } from "../../api/checks";
import type { LocalDate } from "../../time/dates";

export interface BookingDraft {
  practitionerId: string;
  serviceId: string;
  /** The chosen instant, of the free ones or made of date and time. */
  startsAt: string;
  byHand: boolean;
  date: LocalDate | null;
  time: string | null;
  overbook: boolean;
  /** Weekly, every so many weeks, so often; 1 is once. */
  times: number;
  weeks: number;
  /** Dates of the series that are taken and left out. */
  without: string[];
  clientId: string | null;
  name: string;
  email: string;
  phone: string;
  consent: boolean;
  /** In which language the client is written to, and whose clock the mails show. */
  locale: string;
  timeZone: string | null;
  note: string;
}

export const EMPTY: BookingDraft = {
  practitionerId: "", serviceId: "", startsAt: "", byHand: false, date: null, time: null, overbook: false, times: 1, weeks: 1, without: [],
  clientId: null, name: "", email: "", phone: "", consent: false, locale: "en-CA", timeZone: null, note: "",
};

/** An RFC 5545 rule with the dates that are left out, or null for a single booking. */
export function recurrenceOf({ times, weeks }: Pick<BookingDraft, "times" | "weeks">, without: readonly string[] = []): string | null {
  if (times < 2) return null;
  const rule = `FREQ=WEEKLY;${weeks > 1 ? `INTERVAL=${weeks};` : ""}COUNT=${times}`;
  const stamp = (instant: string) => new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, "");
  return without.length > 0 ? `${rule}\nEXDATE:${without.map(stamp).join(",")}` : rule;
}

export type Missing = Partial<Record<"practitioner" | "service" | "time" | "name" | "email" | "phone" | "consent", true>>;

/** What the verb would refuse for, told before it is asked. */
export function missingIn(draft: BookingDraft): Missing {
  return {
    ...(!draft.practitionerId && { practitioner: true }),
    ...(!draft.serviceId && { service: true }),
    ...(!draft.startsAt && { time: true }),
    ...(!draft.name.trim() && { name: true }),
    ...(!isEmail(draft.email.trim()) && { email: true }),
    ...(!isPhone(draft.phone.trim()) && { phone: true }),
    ...(!draft.consent && { consent: true }),
  };
}
