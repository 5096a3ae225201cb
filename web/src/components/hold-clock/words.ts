import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    left: (clock: string) => `Kept for you for ${clock}`,
    warning: (span: string) => `This time is kept for you for another ${span}.`,
    more: "Do you need more time?",
    keep: "Keep this time",
    keeping: "One moment…",
    kept: (span: string) => `Kept for you for another ${span}.`,
  },
  {
    left: (clock) => `Gardée pour vous pendant ${clock}`,
    warning: (span) => `Cette heure est gardée pour vous encore ${span}.`,
    more: "Avez-vous besoin de plus de temps?",
    keep: "Garder cette heure",
    keeping: "Un instant…",
    kept: (span) => `Gardée pour vous encore ${span}.`,
  },
);
