/** The free times of a week, of which one is chosen. */
import { useEffect, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { QueryView } from "../../components/query-view/query-view";
import { useSpeech, useWords } from "../../i18n/speech";
import { addDays, byDate, localDate, today } from "../../time/dates";
import { formatDate, formatDateSpan, formatTime } from "../../time/format";
import { mondayOf } from "../../time/zoned";
import { useSlots } from "./api";
import { words } from "./words";

interface FreeTimesProps {
  practitionerId: string;
  serviceId: string;
  chosen: string;
  zone: string;
  choose: (startsAt: string) => void;
}

export function FreeTimes({ practitionerId, serviceId, chosen, zone, choose }: FreeTimesProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const announce = useAnnounce();
  const first = today(zone);
  const [monday, setMonday] = useState(() => mondayOf(chosen ? localDate(chosen, zone) : first));
  const from = monday < first ? first : monday;
  const to = addDays(monday, 6);
  const slots = useSlots(practitionerId, serviceId, from, to, zone);
  const { data, isPlaceholderData } = slots;
  useEffect(() => {
    if (data && !isPlaceholderData) announce(t.shown(data.length));
  }, [announce, data, isPlaceholderData, t]);
  if (!practitionerId || !serviceId) return null;

  return (
    <div className="free-times" aria-busy={isPlaceholderData || undefined}>
      <div className="free-week">
        <h3>{formatDateSpan(from, to, locale)}</h3>
        <div className="actions">
          <Button isDisabled={monday <= first} onPress={() => setMonday(addDays(monday, -7))}>{t.earlier}</Button>
          <Button onPress={() => setMonday(addDays(monday, 7))}>{t.later}</Button>
        </div>
      </div>
      <QueryView query={slots}>
        {(free) => (
          <>
            {free.length === 0 && <p className="aside">{t.none}</p>}
            {[...byDate(free, zone)].map(([date, rows]) => (
              <section key={date} className="free-day" aria-label={formatDate(date, locale)}>
                <h4>{formatDate(date, locale)}</h4>
                <div className="free-row">
                  {rows.map(({ starts_at, seats_left }) => (
                    <ToggleButton
                      key={starts_at} className="free-time" isSelected={Date.parse(starts_at) === Date.parse(chosen)} onChange={() => choose(new Date(starts_at).toISOString())}
                      // While another week is on its way, those on show are not of the week that stands above them.
                      isDisabled={isPlaceholderData}
                    >
                      {formatTime(starts_at, locale, zone)}{seats_left > 1 && <span className="free-seats">{t.seats(seats_left)}</span>}
                    </ToggleButton>
                  ))}
                </div>
              </section>
            ))}
          </>
        )}
      </QueryView>
    </div>
  );
}
