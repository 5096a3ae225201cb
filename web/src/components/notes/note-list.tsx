/** Notes one after another: what is known of each, and what it says once it was opened. */
import type { ReactNode } from "react";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import { Tag } from "../tag/tag";
import { inOrder, nameOf, type Note, type Opened } from "./notes";
import { words } from "./words";
import "./notes.css";

interface NoteListProps {
  notes: readonly Note[];
  opened: Opened;
  zone: string;
  /** Whether it is the client who looks. */
  isClient?: boolean;
  /** What can be done with a note. */
  deeds?: (note: Note, at: string) => ReactNode;
}

export function NoteList({ notes, opened, zone, isClient = false, deeds }: NoteListProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <ul className="notes" aria-label={t.title} tabIndex={-1}>
      {inOrder(notes).map((note) => {
        const at = formatMoment(note.signed_at ?? note.updated_at, locale, zone);
        const content = opened.get(nameOf(note));
        return (
          <li key={note.note_id} className={note.addendum_to ? "note addendum" : "note"}>
            <div className="note-head">
              {note.status === "draft" && <Tag tone="waiting">{t.draft}</Tag>}
              {!isClient && <Tag tone={note.visibility === "shared" ? "good" : "plain"}>{t.kinds[note.visibility]}</Tag>}
              {note.addendum_to && <Tag>{t.addendum}</Tag>}
              <span className="note-by">{t.by(note.author_name, at)}</span>
            </div>
            {note.status === "draft" && <p className="note-by">{isClient ? t.draftTextMine : t.draftText}</p>}
            {content && <div className="note-text">{content}</div>}
            {content === null && <p>{t.shut}</p>}
            {deeds?.(note, at)}
          </li>
        );
      })}
    </ul>
  );
}
