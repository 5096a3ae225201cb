/** What host and guest of a practice room are told. */
export const english = {
  host: {
    "practice_room.booked": "Somebody has booked your practice room",
    "practice_room.rescheduled": "Your practice session is moved",
    "practice_room.cancelled": "Your practice session is cancelled",
  },
  guest: {
    "practice_room.booked": "Your practice session is booked",
    "practice_room.rescheduled": "Your practice session is moved",
    "practice_room.cancelled": "Your practice session is cancelled",
  },
};

export const french: typeof english = {
  host: {
    "practice_room.booked": "Votre salle de pratique est réservée",
    "practice_room.rescheduled": "Votre séance de pratique est déplacée",
    "practice_room.cancelled": "Votre séance de pratique est annulée",
  },
  guest: {
    "practice_room.booked": "Votre séance de pratique est réservée",
    "practice_room.rescheduled": "Votre séance de pratique est déplacée",
    "practice_room.cancelled": "Votre séance de pratique est annulée",
  },
};
