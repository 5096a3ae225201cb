import { de } from "../../i18n/french";
import { defineWords } from "../../i18n/words";

export const words = defineWords(
  {
    title: "Your review",
    rating: "How was your appointment?",
    ratings: { 1: "1 – Poor", 2: "2 – Fair", 3: "3 – Good", 4: "4 – Very good", 5: "5 – Excellent" },
    missing: "Please choose 1 to 5 stars.",
    comment: "In your own words (optional)",
    commentHelp: "What would help others to choose? Leave out names, and what strangers should not know of you.",
    recommend: (organization: string) => `How likely are you to recommend ${organization}? (optional)`,
    recommendHelp: "0: not at all, 10: very likely. Only the practice sees this answer.",
    recommendNone: "Leave this out",
    publicity: (practitioner: string, organization: string) =>
      `Stars and words are shown on ${practitioner}’s profile with the month, without your name. ${organization} sees that they are yours. Each appointment can be reviewed once.`,
    send: "Send the review",
    sending: "Sending…",
    thanks: "Thank you for your review",
    thanksText: (practitioner: string) => `It is on ${practitioner}’s profile now, without your name.`,
    profile: "See the profile",
  },
  {
    title: "Votre avis",
    rating: "Comment s’est passé votre rendez-vous?",
    ratings: { 1: "1 – Mauvais", 2: "2 – Passable", 3: "3 – Bien", 4: "4 – Très bien", 5: "5 – Excellent" },
    missing: "Choisissez de 1 à 5 étoiles.",
    comment: "Dans vos mots (facultatif)",
    commentHelp: "Qu’est-ce qui aiderait d’autres personnes à choisir? Ne nommez personne et n’écrivez rien que des inconnus ne devraient pas savoir de vous.",
    recommend: (organization) => `Recommanderiez-vous ${organization}? (facultatif)`,
    recommendHelp: "0 : pas du tout, 10 : très certainement. Seul le cabinet voit cette réponse.",
    recommendNone: "Ne pas répondre",
    publicity: (practitioner, organization) =>
      `Les étoiles et le texte paraissent dans le profil ${de(practitioner)} avec le mois, sans votre nom. ${organization} voit que l’avis est de vous. Chaque rendez-vous peut recevoir un seul avis.`,
    send: "Envoyer l’avis",
    sending: "Envoi…",
    thanks: "Merci pour votre avis",
    thanksText: (practitioner) => `Il paraît maintenant dans le profil ${de(practitioner)}, sans votre nom.`,
    profile: "Voir le profil",
  },
);
