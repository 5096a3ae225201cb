/** The notes on one booking: that there are some, what they say once they are opened, and writing one. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useWords } from "../../i18n/speech";
import { Button } from "../button/button";
import { EmptyState } from "../empty-state/empty-state";
import { FailureNotice } from "../failure-notice/failure-notice";
import { keepFocus } from "../modal/kept-focus";
import { Panel } from "../panel/panel";
import { QueryView } from "../query-view/query-view";
import { NoteEditor, type People } from "./note-editor";
import { NoteList } from "./note-list";
import { nameOf, useNotesOf, type Note, type Visibility } from "./notes";
import { useOpening } from "./use-opening";
import type { Start } from "./use-writing";
import { words } from "./words";

interface NotesPanelProps {
  bookingId: string;
  people: People;
  zone: string;
  isClient?: boolean;
  /** What the reader may write here; nothing: only read. */
  kinds: readonly Visibility[];
}

export function NotesPanel({ bookingId, people, zone, isClient = false, kinds }: NotesPanelProps) {
  const t = useWords(words);
  const queries = useQueryClient();
  const notes = useNotesOf(bookingId);
  const { opened, add, open, isOpening, error } = useOpening(bookingId);
  const [writing, setWriting] = useState<Start | null>(null);

  const part = useRef<HTMLDivElement>(null);

  const begin = (visibility: Visibility, addendum_to: string | null, content = "") =>
    setWriting({ note_id: crypto.randomUUID(), booking_id: bookingId, version: 0, visibility, addendum_to, content });
  const goOn = async (note: Note) => {
    const content = (opened.get(nameOf(note)) ?? (await open(note.note_id))?.get(nameOf(note)));
    if (content !== undefined && content !== null) setWriting({ ...note, content });
    // Another window has saved it since: the list has to know that version first.
    if (content === undefined) void queries.invalidateQueries({ queryKey: ["notes"] });
  };
  const stop = () => {
    setWriting(null);
    keepFocus(() => part.current?.closest("section")?.querySelector("button"));
    void queries.invalidateQueries({ queryKey: ["notes"] });
  };
  const deeds = (note: Note, at: string) => {
    if (writing || kinds.length === 0) return null;
    if (note.status === "draft") return <Button aria-label={t.goOnOf(at)} onPress={() => void goOn(note)}>{t.goOn}</Button>;
    if (note.addendum_to || !opened.get(nameOf(note)) || !kinds.includes(note.visibility)) return null;
    return <Button look="quiet" aria-label={t.addOf(at)} onPress={() => begin(note.visibility, note.note_id)}>{t.add}</Button>;
  };
  const [first] = kinds;
  const canWrite = first && !writing;

  return (
    <Panel title={t.title} actions={canWrite && <Button onPress={() => begin(first, null)}>{t.write}</Button>}>
      <QueryView query={notes}>
        {(rows) => {
          const shown = rows.filter(({ note_id }) => note_id !== writing?.note_id);
          const shut = shown.filter((note) => !opened.has(nameOf(note)) && note.status === "signed");
          return (
            <div ref={part} className="notes-part">
              {shown.length > 0 && <NoteList notes={shown} opened={opened} zone={zone} isClient={isClient} deeds={deeds} />}
              {shown.length === 0 && !writing && <EmptyState title={t.none} text={isClient ? t.noneMine : t.noneText} />}
              {shut.length > 0 && (
                <>
                  <p className="note-by">{t.openText}</p>
                  <Button onPress={() => { keepFocus(() => part.current?.querySelector("ul")); void open(); }} isPending={isOpening}>{t.open}</Button>
                </>
              )}
              {error && <FailureNotice error={error} />}
            </div>
          );
        }}
      </QueryView>
      {writing && (
        <NoteEditor
          key={writing.note_id} start={writing} people={people} zone={zone} isClient={isClient} kinds={kinds} onClose={stop}
          onAnew={(content, visibility) => { stop(); begin(visibility, writing.addendum_to, content); }}
          onSigned={(note, content) => { add(new Map([[nameOf(note), content]])); stop(); }}
        />
      )}
    </Panel>
  );
}
