/** Refreshes a page of the practice when times of its practitioners change, whoever changes them. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { liveOf } from "../../api/live";
import { useApi } from "../../app/connection";

/** Several practitioners' news come together when a page opens; one look is enough for them. */
const GATHER_MS = 300;
/** Larger practices hear of their own bookings only, and see the rest when they look again. */
const LISTENED_TO = 12;

export function usePracticeNews(practitionerIds: readonly string[]): void {
  const api = useApi();
  const queries = useQueryClient();
  const ids = practitionerIds.slice(0, LISTENED_TO).join(" ");

  useEffect(() => {
    if (!ids) return;
    const leaving = new AbortController();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const changed = async () => {
      clearTimeout(gathering);
      gathering = setTimeout(() => void queries.invalidateQueries({ queryKey: ["practice"] }), GATHER_MS);
    };
    for (const id of ids.split(" ")) liveOf(api).watchSlots(id, changed, leaving.signal);
    return () => {
      leaving.abort();
      clearTimeout(gathering);
    };
  }, [api, ids, queries]);
}
