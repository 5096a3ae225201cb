/** Changes hours: looks first which bookings that would strand, and asks what is to become of them (CP-3.3, CP-3.4). */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/connect";
import type { Failure } from "../../api/failure";
import { useVerb } from "../../api/verb";
import { useApi } from "../../app/connection";
import type { LocalDate } from "../../time/dates";
import type { Change } from "./weekly-draft";

export interface Stranded {
  booking_id: string;
  reference: string;
  starts_at: string;
  ends_at: string;
  client_name: string;
}

export type Treatment = "refuse" | "keep" | "cancel";

/** Whole days off, for which there is a verb of its own. */
export interface ClosedDays {
  from_date: LocalDate;
  to_date: LocalDate;
  reason: string;
}

interface Wanted {
  changes: Change[];
  days?: ClosedDays;
}

export interface Outcome {
  treatment: Treatment;
  stranded: Stranded[];
}

export function useChange(practitionerId: string, onDone: (outcome: Outcome) => void) {
  const api = useApi();
  const [asked, setAsked] = useState<{ wanted: Wanted; stranded: Stranded[] } | null>(null);
  const done = (outcome: Outcome) => {
    setAsked(null);
    onDone(outcome);
  };
  const change = useVerb<Outcome>("change_availability", { onDone: done });
  const close = useVerb<Outcome>("close_day", { onDone: done });
  const preview = useMutation<{ stranded: Stranded[] }, Failure, Wanted>({
    mutationFn: ({ changes }) => ask(api.rpc("preview_availability_change", { practitioner_id: practitionerId, changes: changes as never })),
    onSuccess: ({ stranded }, wanted) => {
      if (stranded.length > 0) setAsked({ wanted, stranded });
      else if (wanted.days) close.mutate({ practitioner_id: practitionerId, ...wanted.days });
      else change.mutate({ practitioner_id: practitionerId, changes: wanted.changes });
    },
  });

  return {
    /** Changes at once where no booking is in the way; else `stranded` names those that are. */
    attempt(wanted: Wanted) {
      change.reset();
      close.reset();
      preview.mutate(wanted);
    },
    stranded: asked?.stranded ?? null,
    decide(treatment: Treatment, reason: string) {
      if (!asked || treatment === "refuse") setAsked(null);
      // The note of a day off is for members only, and clients are told another reason; so it goes by this verb.
      else change.mutate({ practitioner_id: practitionerId, changes: asked.wanted.changes, stranded: treatment, ...(reason && { reason }) });
    },
    isPending: preview.isPending || change.isPending || close.isPending,
    error: preview.error ?? change.error ?? close.error,
  };
}
