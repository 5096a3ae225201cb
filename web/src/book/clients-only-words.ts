import { de } from "../i18n/french";
import { defineWords } from "../i18n/words";

export const words = defineWords(
  {
    join: (organization: string) => `This is for clients of ${organization}. Become one first; it takes a minute.`,
    steps: (organization: string) => `Before you book this, ${organization} asks you for something.`,
    become: "Become a client",
    toSteps: "To the first steps",
    signIn: "Sign in",
  },
  {
    join: (organization) => `Ce service est réservé à la clientèle ${de(organization)}. Devenez d’abord client; cela prend une minute.`,
    steps: (organization) => `Avant de réserver ce service, ${organization} vous demande quelque chose.`,
    become: "Devenir client",
    toSteps: "Vers les premières étapes",
    signIn: "Ouvrir une session",
  },
);
