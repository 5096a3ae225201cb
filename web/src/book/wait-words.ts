import { defineWords } from "../i18n/words";

export const words = defineWords(
  {
    title: "Wait for a time to come free",
    explain: "Tell us when you could come. As soon as a time comes free on one of these days we write to you, and keep it for you for a while.",
    from: "From",
    to: "Until",
    fromError: "Please give the first day on which you could come.",
    toError: "Please give the last day on which you could come. It cannot be before the first.",
    weekdays: "On these weekdays",
    weekdaysHelp: "Choose none for any day.",
    join: "Join the waitlist",
    joining: "One moment…",
    back: "See the free times",
    doneTitle: "You are on the list",
    done: (from: string, to: string) => `As soon as a time comes free from ${from} to ${to}, you will hear from us by mail. The mail we are sending you now lets you leave the list.`,
  },
  {
    title: "Attendre qu’une heure se libère",
    explain: "Dites-nous quand vous pourriez venir. Dès qu’une heure se libère un de ces jours-là, nous vous écrivons et vous la gardons un moment.",
    from: "Du",
    to: "Au",
    fromError: "Veuillez indiquer le premier jour où vous pourriez venir.",
    toError: "Veuillez indiquer le dernier jour où vous pourriez venir. Il ne peut pas précéder le premier.",
    weekdays: "Ces jours de la semaine",
    weekdaysHelp: "N’en choisissez aucun si tous conviennent.",
    join: "S’inscrire à la liste d’attente",
    joining: "Un instant…",
    back: "Voir les heures libres",
    doneTitle: "Vous êtes sur la liste",
    done: (from, to) => `Dès qu’une heure se libère entre le ${from} et le ${to}, nous vous écrirons par courriel. Le message que nous vous envoyons maintenant permet de quitter la liste.`,
  },
);
