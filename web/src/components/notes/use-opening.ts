/** Notes that were opened here, until the page is left. */
import { useState } from "react";
import { asFailure, type Failure } from "../../api/failure";
import { useApi } from "../../app/connection";
import { openNotes, type Opened } from "./notes";

/**
 * Not kept by the queries, which would ask anew by themselves: each reading is recorded as somebody's, so that it has to be
 * somebody's doing; and what was opened leaves the memory with the page.
 */
export function useOpening(bookingId: string) {
  const api = useApi();
  const [opened, setOpened] = useState<Opened>(new Map());
  const [isOpening, setOpening] = useState(false);
  const [error, setError] = useState<Failure | null>(null);

  const add = (more: Opened) => setOpened((known) => new Map([...known, ...more]));
  /** Resolves to what was opened, or null when that failed. */
  const open = async (noteId?: string): Promise<Opened | null> => {
    setOpening(true);
    setError(null);
    try {
      const more = await openNotes(api, bookingId, noteId);
      add(more);
      return more;
    } catch (reason) {
      setError(asFailure(reason));
      return null;
    } finally {
      setOpening(false);
    }
  };
  return { opened, add, open, isOpening, error };
}
