import { defineWords } from "../../i18n/words";
import type { Settings } from "./settings";

type Providers = Record<Settings["video_provider"], { name: string; detail: string }>;
type Choices = Record<Settings["on_remote_change"], { name: string; detail: string }>;

export const words = defineWords(
  {
    title: "Members’ own calendars",
    required: "Everybody who takes bookings connects a calendar",
    requiredHelp: "On: the pages of the daily work stay closed to a practitioner without a connected calendar, and close again when access to it is taken back. What is booked stays booked. Off: each decides for themselves.",
    changes: "When a practitioner moves or deletes a booking in the own calendar",
    choices: {
      ask: { name: "Ask", detail: "The practitioner decides on the page “Today”: follow, or put it back." },
      apply: { name: "Follow", detail: "The booking moves or is cancelled by all rules that hold here, and the client is told. What the rules refuse is put back." },
      put_back: { name: "Put it back", detail: "The calendar shows what is booked here, and nothing else." },
    } as Choices,

    video: "Online sessions",
    rooms: "Who makes the rooms for video",
    providers: {
      none: { name: "Nobody", detail: "The link is what practitioners wrote down for their online place." },
      jitsi: { name: "Jitsi", detail: "A room of its own for each booking, with a name that nobody guesses. Needs no account." },
      daily: { name: "Daily", detail: "A room of its own for each booking, open only around its time and only to its two people. Whoever runs this server has to provide the account." },
    } as Providers,
    jitsi: "Jitsi server",
    jitsiHelp: "At first Jitsi’s own public one; or one of yours, such as https://meet.clinic.example.",
    jitsiWrong: "Please give an address that begins with https://, such as https://meet.clinic.example.",
  },
  {
    title: "Agendas des membres",
    required: "Qui reçoit des rendez-vous connecte un agenda",
    requiredHelp: "Activé : sans agenda connecté, les pages du travail quotidien restent fermées, et se referment quand l’accès est retiré. Ce qui est réservé le reste. Désactivé : chaque personne décide.",
    changes: "Quand quelqu’un déplace ou supprime un rendez-vous dans son propre agenda",
    choices: {
      ask: { name: "Demander", detail: "La personne décide à la page « Aujourd’hui » : suivre, ou remettre." },
      apply: { name: "Suivre", detail: "Le rendez-vous est déplacé ou annulé selon toutes les règles d’ici, et la clientèle est avisée. Ce que les règles refusent est remis." },
      put_back: { name: "Remettre", detail: "L’agenda montre ce qui est réservé ici, et rien d’autre." },
    },

    video: "Séances en ligne",
    rooms: "Qui crée les salles vidéo",
    providers: {
      none: { name: "Personne", detail: "Le lien est celui que chaque personne a noté pour son lieu en ligne." },
      jitsi: { name: "Jitsi", detail: "Une salle à part pour chaque rendez-vous, au nom introuvable par hasard. Sans compte." },
      daily: { name: "Daily", detail: "Une salle à part pour chaque rendez-vous, ouverte seulement autour de son heure et à ses deux personnes. Le compte doit être fourni par l’équipe technique de ce serveur." },
    },
    jitsi: "Serveur Jitsi",
    jitsiHelp: "Au départ celui de Jitsi, public; ou le vôtre, par exemple https://meet.clinique.example.",
    jitsiWrong: "Veuillez donner une adresse qui commence par https://, par exemple https://meet.clinique.example.",
  },
);
