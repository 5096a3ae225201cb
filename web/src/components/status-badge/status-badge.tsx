/** A booking's status in a word and a colour, never by the colour alone. */
import type { BookingStatus } from "../../api/contract";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "./status-badge.css";

export const statusWords = defineWords<Record<BookingStatus, string>>(
  { pending: "Waiting for approval", confirmed: "Confirmed", rescheduled: "Moved", completed: "Attended", no_show: "Not attended", cancelled: "Cancelled" },
  { pending: "En attente d’approbation", confirmed: "Confirmé", rescheduled: "Déplacé", completed: "Tenu", no_show: "Absence", cancelled: "Annulé" },
);

export function StatusBadge({ status }: { status: BookingStatus }) {
  const t = useWords(statusWords);
  return <span className={`badge ${status}`}>{t[status]}</span>;
}
