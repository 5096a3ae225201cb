/** What is asked of notes: that there are some, what they say, and to keep what is written. */
import { useQuery } from "@tanstack/react-query";
import { isUuid } from "../../api/checks";
import { ask, type Connection } from "../../api/connect";
import { askEdge } from "../../api/edge";
import { useApi } from "../../app/connection";

export type Visibility = "private" | "shared";

/** A note without what it says. */
export interface Note {
  note_id: string;
  booking_id: string;
  starts_at: string;
  addendum_to: string | null;
  visibility: Visibility;
  status: "draft" | "signed";
  version: number;
  author_role: "practitioner" | "admin" | "client";
  author_name: string;
  is_mine: boolean;
  created_at: string;
  updated_at: string;
  signed_at: string | null;
}

const NOTE = "note_id,booking_id,starts_at,addendum_to,visibility,status,version,author_role,author_name,is_mine,created_at,updated_at,signed_at";
/** How many a client's page shows. */
export const MOST = 200;

/** What was opened, by note and version; null: it cannot be opened.  In memory only, and only as long as the part of the page that shows it. */
export type Opened = ReadonlyMap<string, string | null>;

export const nameOf = ({ note_id, version }: { note_id: string; version: number }) => `${note_id} ${version}`;

export function useNotesOf(bookingId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["notes", bookingId],
    queryFn: () => ask<Note[]>(api.from("notes").select(NOTE).eq("booking_id", bookingId).order("created_at")),
  });
}

/** Those about all of a client's bookings, the latest booking first; one more than *MOST* where there is more. */
export function useNotesAbout(clientId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["notes", "client", clientId],
    enabled: isUuid(clientId),
    queryFn: () =>
      ask<Note[]>(api.from("notes").select(NOTE).eq("client_id", clientId).order("starts_at", { ascending: false }).order("created_at").limit(MOST + 1)),
  });
}

/** Opens the notes on a booking, or one of them, which is recorded. */
export async function openNotes(api: Connection, bookingId: string, noteId?: string): Promise<Opened> {
  const asked = new URLSearchParams({ booking_id: bookingId, ...(noteId && { note_id: noteId }) });
  const { notes } = await askEdge<{ notes: { note_id: string; version: number; content: string | null }[] }>(api, `/notes?${asked}`);
  return new Map(notes.map((note) => [nameOf(note), note.content]));
}

export interface NextVersion {
  booking_id: string;
  note_id: string;
  /** The one that it follows; 0: a new note. */
  version: number;
  visibility: Visibility;
  addendum_to: string | null;
  content: string;
  idempotency_key: string;
}

export function saveNote(api: Connection, next: NextVersion): Promise<{ note_id: string; version: number; updated_at: string }> {
  return askEdge(api, "/notes", next);
}

/** Each note with its addenda after it, oldest first. */
export function inOrder(notes: readonly Note[]): Note[] {
  const roots = notes.filter(({ addendum_to }) => !addendum_to || !notes.some(({ note_id }) => note_id === addendum_to));
  return roots.flatMap((root) => [root, ...notes.filter(({ addendum_to }) => addendum_to === root.note_id)]);
}
