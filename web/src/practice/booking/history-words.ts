import { defineWords } from "../../i18n/words";

type Names = Record<string, string>;

/** By the audit log's actions and the roles of who acted. */
export const words = defineWords(
  {
    title: "History",
    actions: {
      "booking.created": "Booked", "booking.approved": "Approved", "booking.declined": "Declined", "booking.expired": "Not answered in time",
      "booking.rescheduled": "Moved", "booking.handed_over": "Handed over to another practitioner", "booking.cancelled": "Cancelled", "booking.completed": "Marked as attended", "booking.no_show": "Marked as not attended",
      "booking.changed": "Changed",
    } as Names,
    roles: { client: "the client", practitioner: "the practitioner", admin: "an admin", colleague: "a colleague", system: "the system", other: "somebody" } as Names,
    by: (role: string, name: string | null) => (name ? `by ${role}, ${name}` : `by ${role}`),
    fromTo: (from: string, to: string) => `From ${from} to ${to}`,
  },
  {
    title: "Historique",
    actions: {
      "booking.created": "Réservé", "booking.approved": "Approuvé", "booking.declined": "Refusé", "booking.expired": "Sans réponse à temps",
      "booking.rescheduled": "Déplacé", "booking.handed_over": "Confié à une autre personne", "booking.cancelled": "Annulé", "booking.completed": "Présence notée", "booking.no_show": "Absence notée",
      "booking.changed": "Modifié",
    },
    roles: { client: "la clientèle", practitioner: "la praticienne ou le praticien", admin: "l’administration", colleague: "un collègue", system: "le système", other: "quelqu’un" },
    by: (role, name) => (name ? `par ${role}, ${name}` : `par ${role}`),
    fromTo: (from, to) => `Du ${from} au ${to}`,
  },
);
