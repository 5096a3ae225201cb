import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    when: "When",
    who: "With",
    where: "Where",
    places: { online: "Online", phone: "By phone", at_client: "At your place" },
    what: "Service",
    duration: "Duration",
    organization: "Practice",
    status: "Status",
    reference: "Reference",
    statuses: {
      pending: "Waiting for an answer",
      confirmed: "Booked",
      rescheduled: "Booked, moved to this time",
      completed: "Took place",
      no_show: "Missed",
      cancelled: "Cancelled",
    },
  },
  {
    when: "Quand",
    who: "Avec",
    where: "Lieu",
    places: { online: "En ligne", phone: "Par téléphone", at_client: "Chez vous" },
    what: "Service",
    duration: "Durée",
    organization: "Cabinet",
    status: "État",
    reference: "Référence",
    statuses: {
      pending: "En attente d’une réponse",
      confirmed: "Réservé",
      rescheduled: "Réservé, déplacé à cette heure",
      completed: "A eu lieu",
      no_show: "Manqué",
      cancelled: "Annulé",
    },
  },
);
