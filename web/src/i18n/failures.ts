/** A failure in the visitor's words: what happened, and what to do next. */
import type { Failure } from "../api/failure";
import { useSpeech } from "./speech";
import { defineWords } from "./words";

const words = defineWords(
  {
    sentences: {
      invalid_argument: "Something in the request was not understood. Please check what you entered.",
      not_signed_in: "Please sign in first.",
      not_allowed: "This account may not do that.",
      token_invalid: "This link is not valid.",
      not_found: "We could not find what you asked for. It may no longer be offered.",
      slot_taken: "This slot is now full, please choose another.",
      slot_full: "This slot is now full, please choose another.",
      client_busy: "You already have a booking at this time. Please choose another time.",
      illegal_transition: "The booking has changed in the meantime, so this is no longer possible.",
      hold_conflict: "This time was already booked from here. Please look for the confirmation in your mail, or choose another time.",
      hold_expired: "The time you chose is no longer kept for you.",
      token_expired: "This link has ended.",
      invitation_expired: "This invitation has ended.",
      outside_availability: "This time is no longer offered. Please choose another.",
      too_soon: "This time is too soon to be booked online. Please choose a later one.",
      too_far: "This time is too far ahead to be booked yet. Please choose an earlier one.",
      too_late_to_change: "It is too late to change this booking online.",
      consent_required: "We need your agreement to keep your details; without it we cannot book.",
      onboarding_required: "This can be booked by clients of the practice who have answered its first questions.",
      not_accepting_clients: "This practitioner is not taking new clients at the moment.",
      idempotency_mismatch: "This was already sent with other details. Please try again.",
      practitioner_full: "This practitioner cannot take more clients at the moment.",
      too_many_requests: "There were too many tries in a short time. Please wait a little and try again.",
      offline: "We cannot reach the booking service. Please check your connection and try again.",
      unexpected: "Something went wrong on our side. Please try again.",
      already_rated: "This booking was rated before.",
      changed_meanwhile: "It was changed in another window meanwhile.",
      notes_not_configured: "Notes are not set up on this server. Whoever runs it has to provide a key to encrypt them.",
      key_unavailable: "The key to these notes is not available on this server. Whoever runs it has been told; please try again later.",
      calendars_not_configured: "Calendars of this kind are not set up on this server. Whoever runs it has to register it with their provider first.",
      calendar_unreachable: "The calendar’s server does not answer at the moment. Nothing is lost; please try again in a minute.",
      edge_unreachable: "The server that encrypts notes and speaks to calendars does not answer. Please try again in a moment.",
      rule_overlaps: "These hours overlap others. Please change one of them.",
      rule_in_use: "Bookings depend on this. Please look at them first.",
    },
    retryIn: (time: string) => `Please try again in ${time}.`,
    seconds: (count: number) => (count === 1 ? "1 second" : `${count} seconds`),
    minutes: (count: number) => (count === 1 ? "1 minute" : `${count} minutes`),
  },
  {
    sentences: {
      invalid_argument: "La demande n’a pas été comprise. Veuillez vérifier ce que vous avez écrit.",
      not_signed_in: "Veuillez d’abord ouvrir une session.",
      not_allowed: "Ce compte ne permet pas de faire cela.",
      token_invalid: "Ce lien n’est pas valide.",
      not_found: "Nous n’avons pas trouvé ce que vous demandez. L’offre a peut-être changé.",
      slot_taken: "Cette plage est maintenant complète, veuillez en choisir une autre.",
      slot_full: "Cette plage est maintenant complète, veuillez en choisir une autre.",
      client_busy: "Vous avez déjà un rendez-vous à cette heure. Veuillez en choisir une autre.",
      illegal_transition: "Le rendez-vous a changé entre-temps; ce n’est plus possible.",
      hold_conflict: "Cette heure a déjà été réservée d’ici. Cherchez la confirmation dans vos courriels, ou choisissez une autre heure.",
      hold_expired: "L’heure choisie n’est plus gardée pour vous.",
      token_expired: "Ce lien a pris fin.",
      invitation_expired: "Cette invitation a pris fin.",
      outside_availability: "Cette heure n’est plus offerte. Veuillez en choisir une autre.",
      too_soon: "Cette heure est trop proche pour être réservée en ligne. Veuillez en choisir une plus tardive.",
      too_far: "Cette heure est trop éloignée pour être réservée maintenant. Veuillez en choisir une plus proche.",
      too_late_to_change: "Il est trop tard pour changer ce rendez-vous en ligne.",
      consent_required: "Votre accord est nécessaire pour conserver vos renseignements; sans lui, nous ne pouvons pas réserver.",
      onboarding_required: "Ce rendez-vous est réservé à la clientèle du cabinet qui a répondu à ses premières questions.",
      not_accepting_clients: "Cette personne n’accepte pas de nouvelle clientèle pour le moment.",
      idempotency_mismatch: "Ceci a déjà été envoyé avec d’autres renseignements. Veuillez réessayer.",
      practitioner_full: "Cette personne ne peut accueillir plus de clientèle pour le moment.",
      too_many_requests: "Il y a eu trop d’essais en peu de temps. Attendez un peu, puis réessayez.",
      offline: "Le service de réservation est injoignable. Vérifiez votre connexion et réessayez.",
      unexpected: "Une erreur s’est produite de notre côté. Veuillez réessayer.",
      already_rated: "Ce rendez-vous a déjà été évalué.",
      changed_meanwhile: "Le contenu a été modifié entre-temps dans une autre fenêtre.",
      notes_not_configured: "Les notes ne sont pas configurées sur ce serveur. Il faut d’abord y fournir une clé de chiffrement.",
      key_unavailable: "La clé de ces notes n’est pas disponible sur ce serveur. L’équipe technique en est avisée; réessayez plus tard.",
      calendars_not_configured: "Les agendas de ce type ne sont pas configurés sur ce serveur. Il doit d’abord être inscrit auprès de leur fournisseur.",
      calendar_unreachable: "Le serveur de l’agenda ne répond pas en ce moment. Rien n’est perdu; réessayez dans une minute.",
      edge_unreachable: "Le serveur qui chiffre les notes et parle aux agendas ne répond pas. Réessayez dans un instant.",
      rule_overlaps: "Ces heures en chevauchent d’autres. Veuillez changer les unes ou les autres.",
      rule_in_use: "Des rendez-vous en dépendent. Veuillez d’abord les examiner.",
    },
    retryIn: (time) => `Veuillez réessayer dans ${time}.`,
    seconds: (count) => (count < 2 ? `${count} seconde` : `${count} secondes`),
    minutes: (count) => (count < 2 ? `${count} minute` : `${count} minutes`),
  },
);

/** Makes one or two sentences of a failure. */
export function useFailureSentence(): (failure: Failure) => string {
  const { locale } = useSpeech();
  const { sentences, retryIn, seconds, minutes } = words[locale];

  return (failure) => {
    const sentence = sentences[failure.word];
    if (failure.word === "too_many_requests" && failure.retryAfterSeconds) {
      const wait = failure.retryAfterSeconds;
      return `${sentence} ${retryIn(wait < 90 ? seconds(wait) : minutes(Math.ceil(wait / 60)))}`;
    }
    // The server speaks English; it knows which argument or which bookings it means.
    if (SAYS_MORE.has(failure.word) && failure.detail && locale === "en-CA") return failure.detail;
    return sentence;
  };
}

const SAYS_MORE: ReadonlySet<string> = new Set(["invalid_argument", "rule_overlaps", "rule_in_use"]);
