import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    enter: "Enter the video room",
    follows: "the link to the video room follows here",
  },
  {
    enter: "Entrer dans la salle vidéo",
    follows: "le lien vers la salle vidéo suivra ici",
  },
);
