/** Free times one week at a time, grouped by day. */
import { useRef } from "react";
import { useSpeech, useWords } from "../../i18n/speech";
import { addDays, today } from "../../time/dates";
import { formatDateSpan } from "../../time/format";
import { FailureNotice } from "../failure-notice/failure-notice";
import { DayTimes } from "./day-times";
import { NextFree } from "./next-free";
import type { Picker } from "./picker";
import { useFreeTimes } from "./use-free-times";
import { words } from "./words";

const WEEK = 7;

export function WeekView(picker: Picker) {
  const { source, place, onMove, lastDate } = picker;
  const t = useWords(words);
  const { locale } = useSpeech();
  const title = useRef<HTMLHeadingElement>(null);
  const lastDay = addDays(place.from, WEEK - 1);
  const query = useFreeTimes(source, { from: place.from, to: lastDay, zone: place.zone });
  const atStart = place.from <= today(place.zone);
  const atEnd = lastDate !== null && lastDay >= lastDate;
  const turn = (days: number) => onMove({ ...place, from: addDays(place.from, days) });

  return (
    <>
      <div className="week-bar">
        <WeekButton label={t.earlier} sign="‹" isOff={atStart} onPress={() => turn(-WEEK)} />
        <h2 ref={title} tabIndex={-1} className="week-title">{formatDateSpan(place.from, lastDay, locale)}</h2>
        <WeekButton label={t.later} sign="›" isOff={atEnd} onPress={() => turn(WEEK)} />
      </div>
      <div className="week-results" {...((query.isPlaceholderData || query.isPending) && { "aria-busy": true })}>
        {query.data
          ? query.data.length > 0
            ? <DayTimes slots={query.data} zone={place.zone} wanted={picker.wanted} choosing={picker.choosing} onChoose={picker.onChoose} />
            : (
              <NextFree picker={picker} from={addDays(place.from, WEEK)} isLast={atEnd} onFound={() => title.current?.focus()}>
                {t.none}
              </NextFree>
            )
          : query.error
            ? <FailureNotice error={query.error} retry={() => void query.refetch()} />
            : <p className="loading">{t.loading}</p>}
      </div>
    </>
  );
}

/** Not "disabled" at the ends: whoever pressed it to get there must not be thrown off it. */
function WeekButton({ label, sign, isOff, onPress }: { label: string; sign: string; isOff: boolean; onPress: () => void }) {
  return (
    <button type="button" className="button week-button" aria-label={label} title={label} aria-disabled={isOff} onClick={() => isOff || onPress()}>{sign}</button>
  );
}
