import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    skip: "Skip to the content",
    home: "Bookfast, find somebody",
    languages: "Language",
    signIn: "Sign in",
    mine: "My bookings",
    menu: "Menu",
  },
  {
    skip: "Aller au contenu",
    home: "Bookfast, trouver quelqu’un",
    languages: "Langue",
    signIn: "Ouvrir une session",
    mine: "Mes rendez-vous",
    menu: "Menu",
  },
);
