import { defineWords } from "../i18n/words";

/** Names of tables, for people; those without one are shown as they are called. */
type Tables = Readonly<Record<string, string>>;

export const words = defineWords(
  {
    title: (organizations: string) => `What ${organizations} knows of you`,
    made: (moment: string) => `Made on ${moment}`,
    nothing: "Nothing.",
    yes: "yes",
    no: "no",
    file: "my-data",
    tables: {
      audit_log: "What was done", booking_reminders: "Reminders", booking_series: "Series of bookings", booking_tokens: "Links in mails", bookings: "Bookings",
      client_assignments: "Who cared for you", clients: "You", consents: "Consents", conversation_attachments: "Files that were sent", conversation_messages: "What was written", conversations: "Conversations",
      disclosures: "Who looked", intake_answers: "Your answers", mail_addresses: "Addresses that mail did not reach", notes: "Notes",
      notification_preferences: "What you want to be told", notifications: "What you were told in the app", outbox_events: "Mails", reviews: "Reviews",
      waitlist_entries: "Wishes on the waitlist", webhook_deliveries: "What other systems were told",
    } as Tables,
  },
  {
    title: (organizations: string) => `Ce que ${organizations} sait de vous`,
    made: (moment: string) => `Établi le ${moment}`,
    nothing: "Rien.",
    yes: "oui",
    no: "non",
    file: "mes-donnees",
    tables: {
      audit_log: "Ce qui a été fait", booking_reminders: "Rappels", booking_series: "Séries de réservations", booking_tokens: "Liens envoyés par courriel",
      bookings: "Réservations", client_assignments: "Qui vous a suivi", clients: "Vous", consents: "Consentements", conversation_attachments: "Fichiers envoyés", conversation_messages: "Ce qui a été écrit",
      conversations: "Conversations", disclosures: "Qui a consulté votre dossier", intake_answers: "Vos réponses",
      mail_addresses: "Adresses où les courriels n’arrivent pas", notes: "Notes", notification_preferences: "Ce que vous souhaitez recevoir",
      notifications: "Avis reçus dans l’application", outbox_events: "Courriels", reviews: "Avis", waitlist_entries: "Souhaits sur la liste d’attente",
      webhook_deliveries: "Ce que d’autres systèmes ont appris",
    } as Tables,
  },
);
