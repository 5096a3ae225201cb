import { de } from "../../i18n/french";
import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    title: (client: string) => `Move the booking of ${client}`,
    from: (when: string) => `It is on ${when}`,
    told: "The client is told of the new time by mail.",
    earlier: "Earlier week",
    later: "Later week",
    week: (span: string) => `Free times, ${span}`,
    none: "No free time in this week",
    noneText: "Look at a later week, or change the hours.",
    zone: (zone: string) => `Times are in ${zone}.`,
    moved: (client: string, when: string) => `Moved: ${client}, now ${when}`,
    back: "Leave it where it is",
    alternatives: "Free near that time",
    shown: (count: number) => (count === 1 ? "1 free time is shown." : `${count} free times are shown.`),
  },
  {
    title: (client) => `Déplacer le rendez-vous ${de(client)}`,
    from: (when) => `Il a lieu le ${when}`,
    told: "La nouvelle heure est annoncée à la personne par courriel.",
    earlier: "Semaine précédente",
    later: "Semaine suivante",
    week: (span) => `Heures libres, ${span}`,
    none: "Aucune heure libre cette semaine-là",
    noneText: "Voyez une semaine plus tardive, ou changez les heures d’ouverture.",
    zone: (zone) => `Heures : ${zone}.`,
    moved: (client, when) => `Déplacé : ${client}, maintenant ${when}`,
    back: "Le laisser où il est",
    alternatives: "Libre près de cette heure",
    shown: (count) => (count < 2 ? `${count} heure libre est affichée.` : `${count} heures libres sont affichées.`),
  },
);
