import { defineWords } from "../i18n/words";

export const words = defineWords(
  {
    title: "How was your appointment?",
    about: (service: string, practitioner: string) => `${service} with ${practitioner}`,
    prompt: "How was it?",
    promptText: (practitioner: string) => `Your appointment with ${practitioner} took place. A few stars, and a few words if you like, help others to choose.`,
    write: "Write a review",
    done: "You have reviewed this appointment",
    doneText: "Thank you. Each appointment is reviewed once; to have your review taken back, please ask the practice, or withdraw it with your account.",
    notYet: "This appointment cannot be reviewed",
    notYetText: "Only an appointment that took place can. If yours did, the practice still has to mark it as attended.",
    booking: "See the booking",
    again: "Book again",
  },
  {
    title: "Comment s’est passé votre rendez-vous?",
    about: (service, practitioner) => `${service} avec ${practitioner}`,
    prompt: "Comment était-ce?",
    promptText: (practitioner) => `Votre rendez-vous avec ${practitioner} a eu lieu. Quelques étoiles, et quelques mots si vous le voulez, aident d’autres personnes à choisir.`,
    write: "Donner mon avis",
    done: "Vous avez donné votre avis sur ce rendez-vous",
    doneText: "Merci. Chaque rendez-vous reçoit un seul avis; pour retirer le vôtre, adressez-vous au cabinet ou faites-le avec votre compte.",
    notYet: "Ce rendez-vous ne peut pas recevoir d’avis",
    notYetText: "Seul un rendez-vous qui a eu lieu le peut. Si c’est le cas du vôtre, le cabinet doit encore noter votre présence.",
    booking: "Voir le rendez-vous",
    again: "Réserver de nouveau",
  },
);
