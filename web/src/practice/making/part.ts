/** What each part of the form is given. */
import type { BookingDraft, Missing } from "./draft";

export interface PartProps {
  draft: BookingDraft;
  change: (change: Partial<BookingDraft>) => void;
  missing: Missing;
}
