/** Days that have free times, each with its times as buttons. */
import { useId } from "react";
import type { Slot } from "../../api/contract";
import { useSpeech, useWords } from "../../i18n/speech";
import { byDate, type LocalDate } from "../../time/dates";
import { formatDate, formatTime } from "../../time/format";
import { useAnnounce } from "../announcer/announcer";
import type { ShownSlot } from "./shown";
import { words } from "./words";

interface DayTimesProps {
  slots: readonly ShownSlot[];
  zone: string;
  wanted?: string | null | undefined;
  choosing: string | null;
  onChoose: (slot: Slot) => void;
}

export function DayTimes({ slots, ...props }: DayTimesProps) {
  return (
    <div className="days">
      {[...byDate(slots, props.zone)].map(([date, times]) => <Day key={date} date={date} slots={times} {...props} />)}
    </div>
  );
}

function Day({ date, slots, ...props }: DayTimesProps & { date: LocalDate }) {
  const { locale } = useSpeech();
  const id = useId();
  const day = formatDate(date, locale);
  return (
    <section className="day" aria-labelledby={id}>
      <h3 className="day-name" id={id}>{day}</h3>
      <ul className="times" role="list">
        {slots.map((slot) => <li key={Date.parse(slot.starts_at)}><TimeButton slot={slot} day={day} {...props} /></li>)}
      </ul>
    </section>
  );
}

function TimeButton({ slot, day, zone, wanted, choosing, onChoose }: Omit<DayTimesProps, "slots"> & { slot: ShownSlot; day: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const say = useAnnounce();

  function choose(): void {
    if (slot.gone) return say(t.full, { urgent: true });
    // One at a time: a second choice while the first is under way would keep two times.
    if (choosing === null) onChoose(slot);
  }

  const seats = slot.gone ? t.noLongerFree : slot.seats_left > 1 ? t.places(slot.seats_left) : null;
  return (
    <button
      type="button"
      className={isSame(slot.starts_at, wanted) ? "time wanted" : "time"}
      // Not "disabled": whoever is on it with the keyboard must not be thrown out of the list.
      aria-disabled={slot.gone ? true : undefined}
      aria-busy={choosing === slot.starts_at ? true : undefined}
      data-starts-at={new Date(slot.starts_at).toISOString()}
      onClick={choose}
    >
      <span className="time-label">{formatTime(slot.starts_at, locale, zone)}</span>
      <span className="visually-hidden">, {day}</span>
      {seats && <span className="time-seats">{seats}</span>}
    </button>
  );
}

function isSame(instant: string, other: string | null | undefined): boolean {
  return Boolean(other) && Date.parse(instant) === Date.parse(other ?? "");
}
