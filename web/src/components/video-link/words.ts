import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    enter: "Enter the video room",
    follows: "Online; the link to the video room follows here",
  },
  {
    enter: "Entrer dans la salle vidéo",
    follows: "En ligne; le lien vers la salle vidéo suivra ici",
  },
);
