import { defineWords } from "../i18n/words";

export const words = defineWords(
  {
    title: "You in this practice",
    name: "Your name here",
    nameHelp: "As your colleagues see it. Clients see the name on your profile.",
    needName: "Please say what you are called.",
    saved: "Saved.",
    leave: "Leave the practice",
    askLeave: (organization: string) => `Leave ${organization}?`,
    leaveText: "You can do nothing here any more, and your profile is no longer public. An admin can let you in again.",
    left: (organization: string) => `You have left ${organization}.`,
    bookings: (which: string) => `You have appointments to come: ${which}. Let an admin hand them over to a colleague, or cancel them first.`,
    lastAdmin: "You are the last active admin. Make somebody else an admin first.",
  },
  {
    title: "Vous dans ce cabinet",
    name: "Votre nom ici",
    nameHelp: "Tel que vos collègues le voient. La clientèle voit le nom de votre profil.",
    needName: "Veuillez dire votre nom.",
    saved: "Enregistré.",
    leave: "Quitter le cabinet",
    askLeave: (organization) => `Quitter le cabinet ${organization}?`,
    leaveText: "Vous n’y pourrez plus rien faire, et votre profil ne sera plus public. L’administration peut vous y admettre de nouveau.",
    left: (organization) => `Vous avez quitté le cabinet ${organization}.`,
    bookings: (which) => `Vous avez des rendez-vous à venir : ${which}. Faites-les confier à un collègue par l’administration, ou annulez-les d’abord.`,
    lastAdmin: "Vous êtes le dernier admin actif. Nommez d’abord quelqu’un d’autre.",
  },
);
