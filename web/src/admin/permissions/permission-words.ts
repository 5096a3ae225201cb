/** What each permission is called and means, in the order in which they are shown. */
export interface Texts {
  name: string;
  means: string;
}

export const ENGLISH: Record<string, Texts> = {
  "members:read": { name: "See the team", means: "Who works here, everybody’s profile, services and hours." },
  "members:write": { name: "Look after members", means: "Invite, suspend and reactivate, change roles, decide who supervises whom." },
  "sessions:read": { name: "See own appointments", means: "And those of practitioners one supervises." },
  "sessions:write": { name: "Book and change appointments", means: "Book for clients; move, cancel, approve and complete." },
  "sessions:manage": { name: "All appointments", means: "See every appointment of the practice and, with the permission before, change it." },
  "sessions:overbook": { name: "Double-book on purpose", means: "Outside the hours and on top of other appointments." },
  "availability:write": { name: "Change own hours", means: "Weekly hours, days off and extra hours." },
  "profile:write": { name: "Change own profile", means: "What the public page says; answers to reviews." },
  view_clients: { name: "See own clients", means: "Those assigned to oneself, and those who booked." },
  "clients:manage": { name: "All clients", means: "See every client, correct details, assign and hand over." },
  "notes:write": { name: "Write notes", means: "About appointments that one may see." },
  "notes:read": { name: "Read private notes of others", means: "Of every appointment that one may see." },
  "conversations:write": { name: "Write to clients", means: "Messages within the app." },
  "reviews:manage": { name: "Hide reviews", means: "With a reason, and show them again." },
  "insights:read": { name: "See the practice’s figures", means: "Appointments, cancellations, ratings, mail; no names." },
  "settings:read": { name: "See settings", means: "How the practice is set up." },
  "settings:write": { name: "Change settings", means: "The practice, its services and profiles, and this page: whoever has it decides what every role may do." },
  "audit:read": { name: "Read the audit log", means: "Who changed what, with clients’ names." },
  "messages:read": { name: "See sent mail", means: "Which mails went out, and whether they arrived." },
  "messages:write": { name: "Send mail again", means: "A second try for what failed." },
  "webhooks:manage": { name: "Manage webhooks", means: "Which other systems are told what happens." },
  "privacy:manage": { name: "Privacy requests", means: "Export and erase a client’s data, and decide how long data is kept." },
};

export const FRENCH: Record<string, Texts> = {
  "members:read": { name: "Voir l’équipe", means: "Qui travaille ici, les profils, les services et les heures." },
  "members:write": { name: "Gérer les membres", means: "Inviter, suspendre et réactiver, changer les rôles, décider qui supervise qui." },
  "sessions:read": { name: "Voir ses rendez-vous", means: "Et ceux des praticiens que l’on supervise." },
  "sessions:write": { name: "Réserver et modifier", means: "Réserver pour la clientèle; déplacer, annuler, approuver et terminer." },
  "sessions:manage": { name: "Tous les rendez-vous", means: "Voir chaque rendez-vous du cabinet et, avec la permission précédente, le modifier." },
  "sessions:overbook": { name: "Réserver en double, exprès", means: "Hors des heures et par-dessus d’autres rendez-vous." },
  "availability:write": { name: "Modifier ses heures", means: "Heures de la semaine, congés et heures en plus." },
  "profile:write": { name: "Modifier son profil", means: "Ce que dit la page publique; réponses aux évaluations." },
  view_clients: { name: "Voir sa clientèle", means: "Les personnes assignées, et celles qui ont réservé." },
  "clients:manage": { name: "Toute la clientèle", means: "Voir chaque personne, corriger ses coordonnées, l’assigner et la confier." },
  "notes:write": { name: "Rédiger des notes", means: "Sur les rendez-vous que l’on peut voir." },
  "notes:read": { name: "Lire les notes privées des autres", means: "De chaque rendez-vous que l’on peut voir." },
  "conversations:write": { name: "Écrire à la clientèle", means: "Messages dans l’application." },
  "reviews:manage": { name: "Masquer des évaluations", means: "En donnant une raison, et les remontrer." },
  "insights:read": { name: "Voir les chiffres du cabinet", means: "Rendez-vous, annulations, notes, courriels; aucun nom." },
  "settings:read": { name: "Voir les réglages", means: "Comment le cabinet est configuré." },
  "settings:write": { name: "Modifier les réglages", means: "Le cabinet, ses services et profils, et cette page : qui l’a décide de ce que chaque rôle peut faire." },
  "audit:read": { name: "Lire le journal d’audit", means: "Qui a changé quoi, avec les noms de la clientèle." },
  "messages:read": { name: "Voir les courriels envoyés", means: "Ce qui est parti, et si c’est arrivé." },
  "messages:write": { name: "Renvoyer un courriel", means: "Un deuxième essai pour ce qui a échoué." },
  "webhooks:manage": { name: "Gérer les webhooks", means: "Quels autres systèmes apprennent ce qui se passe." },
  "privacy:manage": { name: "Demandes de confidentialité", means: "Exporter et effacer les données d’une personne, et décider de leur durée de conservation." },
};
