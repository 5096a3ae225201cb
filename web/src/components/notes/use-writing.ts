/** A note being written: kept on the server as it grows, sealed; in this browser in memory only. */
import { useCallback, useEffect, useRef, useState } from "react";
import { asFailure, type Failure } from "../../api/failure";
import { useApi } from "../../app/connection";
import { toast } from "../toasts/toasts";
import { saveNote, type Visibility } from "./notes";

/** How long nothing may be typed until it is saved by itself. */
const PAUSE_MS = 3_000;

export interface Start {
  note_id: string;
  booking_id: string;
  version: number;
  visibility: Visibility;
  addendum_to: string | null;
  content: string;
}

interface Words {
  content: string;
  visibility: Visibility;
}

export interface Writing extends Words {
  noteId: string;
  version: number;
  isDirty: boolean;
  isSaving: boolean;
  savedAt: string | null;
  error: Failure | null;
  /** What another window saved meanwhile, to choose from. */
  other: string | null;
  write(change: Partial<Words>): void;
  /** Resolves to whether the server has everything. */
  save(): Promise<boolean>;
  /** Goes on from the other window's version, with its words or one's own. */
  choose(which: "mine" | "other"): void;
  /** What is not saved is not wanted. */
  drop(): void;
}

export function useWriting(start: Start, lost: string): Writing {
  const api = useApi();
  const [words, setWords] = useState<Words>({ content: start.content, visibility: start.visibility });
  const [version, setVersion] = useState(start.version);
  const [isSaving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [conflict, setConflict] = useState<({ version: number } & Words) | null>(null);
  // What the timer, the dialog and leaving the page see.
  const now = useRef({ words, saved: words, version, running: null as Promise<boolean> | null, key: { of: "", key: "" }, dropped: false });

  const isDirty = () => {
    const { words: mine, saved, version: known, dropped } = now.current;
    return !dropped && mine.content.trim() !== "" && (known === 0 || mine.content !== saved.content || mine.visibility !== saved.visibility);
  };

  const save = useCallback(async (): Promise<boolean> => {
    if (now.current.running) await now.current.running;
    if (!isDirty()) return !now.current.dropped && now.current.version > 0;
    const sent = { ...now.current.words, version: now.current.version };
    // The same sent again, after no answer came, can only work once.
    const of = JSON.stringify(sent);
    if (now.current.key.of !== of) now.current.key = { of, key: crypto.randomUUID() };
    const { note_id, booking_id, addendum_to } = start;
    const one = async (): Promise<boolean> => {
      setSaving(true);
      try {
        const saved = await saveNote(api, { note_id, booking_id, addendum_to, ...sent, idempotency_key: now.current.key.key });
        now.current = { ...now.current, saved: sent, version: saved.version };
        setVersion(saved.version);
        setSavedAt(saved.updated_at);
        setError(null);
        return true;
      } catch (reason) {
        const failure = asFailure(reason);
        const newest = failure.word === "changed_meanwhile" ? (JSON.parse(failure.hint) as { version: number; content?: string | null; visibility?: Visibility }) : null;
        setConflict(newest && { version: newest.version, content: newest.content ?? "", visibility: newest.visibility ?? sent.visibility });
        setError(newest ? null : failure);
        return false;
      } finally {
        now.current.running = null;
        setSaving(false);
      }
    };
    now.current.running = one();
    // What was typed while it was under way goes along.
    return (await now.current.running) && (!isDirty() || save());
    // The start is this writing's own; another one has another key.
  }, [api]);

  useEffect(() => {
    if (!isDirty() || conflict || error) return undefined;
    const pause = setTimeout(() => void save(), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [words, conflict, error, save]);

  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (isDirty()) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => {
      removeEventListener("beforeunload", leaving);
      // Another page of the app is opened: what was typed last goes along.
      if (isDirty()) void save().then((done) => done || toast(lost));
    };
  }, []);

  return {
    ...words, noteId: start.note_id, version, isDirty: isDirty(), isSaving, savedAt, error, other: conflict?.content ?? null, save,
    write(change) {
      now.current.words = { ...now.current.words, ...change };
      setWords(now.current.words);
      setError(null);
    },
    choose(which) {
      if (!conflict) return;
      now.current.version = conflict.version;
      // Its readers too: what is signed is read by those who are shown here.
      now.current.saved = { content: conflict.content, visibility: conflict.visibility };
      if (which === "other") now.current.words = now.current.saved;
      setVersion(conflict.version);
      setWords({ ...now.current.words });
      setConflict(null);
    },
    drop() {
      now.current.dropped = true;
    },
  };
}
