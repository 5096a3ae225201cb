/** Once somebody has signed in: what they booked before without an account, with the address that is theirs, comes along. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ask } from "../api/connect";
import { useApi } from "../app/connection";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { words } from "./words";

export function useLinkedBookings(): void {
  const api = useApi();
  const queries = useQueryClient();
  const t = useWords(words);
  useEffect(() => {
    // Nobody waits for it, and when it fails it is tried at the next time.
    void ask<{ linked: number }>(api.rpc("link_my_bookings", {})).then(({ linked }) => {
      if (linked === 0) return undefined;
      toast(t.linked(linked));
      return queries.invalidateQueries();
    }).catch(() => undefined);
    // Once for each arrival.
  }, []);
}
