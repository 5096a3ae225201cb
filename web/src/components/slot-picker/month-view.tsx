/** A month of free times: its days with free times are marked, and the chosen day's times stand beside it. */
import { endOfMonth, parseDate, startOfMonth, type CalendarDate } from "@internationalized/date";
import { useState } from "react";
import { Calendar } from "react-aria-components";
import { useWords } from "../../i18n/speech";
import { addDays, byDate, today, type LocalDate } from "../../time/dates";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Month } from "../fields/month";
import { DayTimes } from "./day-times";
import { NextFree } from "./next-free";
import type { Picker } from "./picker";
import type { ShownSlot } from "./shown";
import { useFreeTimes } from "./use-free-times";
import { words } from "./words";

export default function MonthView(picker: Picker) {
  const { source, place, onMove, lastDate, choosing, onChoose } = picker;
  const t = useWords(words);
  const [focused, setFocused] = useState<CalendarDate>(() => parseDate(place.from));
  const first = later(startOfMonth(focused).toString(), today(place.zone));
  const last = endOfMonth(focused).toString();
  const query = useFreeTimes(source, { from: first, to: last, zone: place.zone });
  const busy = query.isPlaceholderData || query.isPending;
  const days = busy ? new Map<LocalDate, ShownSlot[]>() : byDate(query.data ?? [], place.zone);
  const hasFree = (date: CalendarDate) => days.get(date.toString())?.some((slot) => !slot.gone) ?? false;
  const chosen = chosenDay([...days.keys()], place.from);

  function find(next: Picker["place"]): void {
    setFocused(parseDate(next.from));
    onMove(next);
  }

  return (
    <div className="month-view">
      <div className="month-pane">
        <Calendar
          aria-label={t.pickDay}
          value={chosen ? parseDate(chosen) : null}
          onChange={(date) => onMove({ ...place, from: date.toString() })}
          focusedValue={focused}
          onFocusChange={setFocused}
          minValue={parseDate(today(place.zone))}
          maxValue={lastDate ? parseDate(lastDate) : null}
          // The chosen day stays chosen when its last time has just been taken: it is still on show.
          isDateUnavailable={(date) => !hasFree(date as CalendarDate) && date.toString() !== chosen}
        >
          <Month isMarked={hasFree} />
        </Calendar>
        <p className="month-legend">{t.marked}</p>
      </div>
      <div className="week-results" {...(busy && { "aria-busy": true })}>
        {chosen
          ? <DayTimes slots={days.get(chosen) ?? []} zone={place.zone} wanted={picker.wanted} choosing={choosing} onChoose={onChoose} />
          : query.error
            ? <FailureNotice error={query.error} retry={() => void query.refetch()} />
            : busy
              ? <p className="loading">{t.loading}</p>
              : (
                <NextFree key={last} picker={{ ...picker, onMove: find }} from={addDays(last, 1)} isLast={lastDate !== null && last >= lastDate}>
                  {t.noneInMonth}
                </NextFree>
              )}
      </div>
    </div>
  );
}

/** The day that was chosen, or else the first one with times. */
function chosenDay(days: readonly LocalDate[], wanted: LocalDate): LocalDate | null {
  return days.includes(wanted) ? wanted : days[0] ?? null;
}

function later(one: LocalDate, other: LocalDate): LocalDate {
  return one > other ? one : other;
}
