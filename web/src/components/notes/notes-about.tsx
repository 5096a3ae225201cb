/** The notes on all of a client's bookings, the latest first. */
import { useRef } from "react";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatMoment } from "../../time/format";
import { Button } from "../button/button";
import { CutNote } from "../cut-note/cut-note";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Link } from "../link/link";
import { keepFocus } from "../modal/kept-focus";
import { Panel } from "../panel/panel";
import { QueryView } from "../query-view/query-view";
import { NoteList } from "./note-list";
import { MOST, nameOf, useNotesAbout, type Note } from "./notes";
import { useOpening } from "./use-opening";
import { words } from "./words";

export function NotesAbout({ clientId, zone, addressOf }: { clientId: string; zone: string; addressOf: (bookingId: string) => string }) {
  const t = useWords(words);
  const notes = useNotesAbout(clientId);
  return (
    <Panel title={t.title}>
      <QueryView query={notes}>
        {(rows) => (rows.length === 0 ? <p>{t.noneAbout}</p> : (
          <>
            <p className="note-by">{t.openText}</p>
            {byBooking(rows.slice(0, MOST)).map(([bookingId, ofBooking]) => (
              <OfBooking key={bookingId} bookingId={bookingId} notes={ofBooking} zone={zone} href={addressOf(bookingId)} />
            ))}
            <CutNote rows={rows} most={MOST} />
          </>
        ))}
      </QueryView>
    </Panel>
  );
}

function byBooking(notes: readonly Note[]): [bookingId: string, notes: Note[]][] {
  return [...new Set(notes.map(({ booking_id }) => booking_id))].map((id) => [id, notes.filter(({ booking_id }) => booking_id === id)]);
}

function OfBooking({ bookingId, notes, zone, href }: { bookingId: string; notes: Note[]; zone: string; href: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { opened, open, isOpening, error } = useOpening(bookingId);
  const part = useRef<HTMLElement>(null);
  const starts = notes[0]?.starts_at ?? "";
  return (
    <section ref={part} className="notes-about">
      <h3><Link href={href}>{t.about(formatMoment(starts, locale, zone))}</Link></h3>
      <NoteList notes={notes} opened={opened} zone={zone} />
      {notes.some((note) => !opened.has(nameOf(note))) && (
        <Button onPress={() => { keepFocus(() => part.current?.querySelector("ul")); void open(); }} isPending={isOpening} aria-label={t.openOf(formatDay(starts, locale, zone))}>{t.open}</Button>
      )}
      {error && <FailureNotice error={error} />}
    </section>
  );
}
