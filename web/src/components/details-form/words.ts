import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    name: "Name",
    email: "Email",
    emailHelp: "Your confirmation, and the link to move or cancel, go here.",
    phone: "Phone",
    phoneHelp: "Only used if something changes at short notice.",
    note: "Anything to know beforehand? (optional)",
    consent: (organization: string) => `I agree that ${organization} keeps these details to arrange this booking.`,
    mistakes: {
      name: "Please tell us your name.",
      email: "Please give your email address.",
      emailForm: "This does not look like an email address. It should be like name@example.com.",
      phone: "Please give a phone number.",
      phoneForm: "This does not look like a phone number. It needs at least five digits.",
      note: "Please keep this under 2,000 characters.",
      consent: "We need your agreement to keep these details; without it we cannot book.",
    },
    count: (count: number) => (count === 1 ? "One answer needs another look." : `${count} answers need another look.`),
  },
  {
    name: "Nom",
    email: "Courriel",
    emailHelp: "Votre confirmation et le lien pour déplacer ou annuler y seront envoyés.",
    phone: "Téléphone",
    phoneHelp: "Utilisé seulement en cas de changement de dernière minute.",
    note: "Quelque chose à savoir d’avance? (facultatif)",
    consent: (organization) => `J’accepte que ${organization} conserve ces renseignements pour organiser ce rendez-vous.`,
    mistakes: {
      name: "Veuillez indiquer votre nom.",
      email: "Veuillez indiquer votre adresse courriel.",
      emailForm: "Ceci ne ressemble pas à une adresse courriel. Exemple\u00a0: nom@exemple.com.",
      phone: "Veuillez indiquer un numéro de téléphone.",
      phoneForm: "Ceci ne ressemble pas à un numéro de téléphone. Il faut au moins cinq chiffres.",
      note: "Veuillez rester sous 2\u202f000 caractères.",
      consent: "Votre accord est nécessaire pour conserver ces renseignements; sans lui, nous ne pouvons pas réserver.",
    },
    count: (count) => (count < 2 ? "Une réponse est à revoir." : `${count} réponses sont à revoir.`),
  },
);
