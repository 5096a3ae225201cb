/** The free times of a week for a booking, each a button that moves it there. */
import { useEffect, useState } from "react";
import type { Slot } from "../../api/contract";
import { timeIsGone } from "../../api/failure";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { QueryView } from "../../components/query-view/query-view";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { addDays, byDate, localDate, today } from "../../time/dates";
import { formatDate, formatDateSpan, formatMoment, formatTime, formatZone } from "../../time/format";
import { mondayOf } from "../../time/zoned";
import { useFreeTimes, useMove, type Movable } from "./move";
import { words } from "./move-words";
import "./move.css";

interface MoveFormProps {
  booking: Movable;
  onClose: () => void;
  /** What is said otherwise to the booking's client than to those who work there. */
  says?: { told: string; noneText: string; moved: (client: string, when: string) => string };
}

export function MoveForm({ booking, onClose, says }: MoveFormProps) {
  const theirs = useWords(words);
  const t = { ...theirs, ...says };
  const { locale } = useSpeech();
  const announce = useAnnounce();
  const zone = booking.time_zone;
  const first = today(zone);
  const [monday, setMonday] = useState(() => mondayOf([localDate(booking.starts_at, zone), first].toSorted()[1]!));
  const from = monday < first ? first : monday;
  const to = addDays(monday, 6);
  const slots = useFreeTimes(booking.booking_id, from, to, zone);
  const move = useMove(({ starts_at }) => {
    toast(t.moved(booking.client_name, formatMoment(starts_at, locale, zone)));
    onClose();
  });
  const { data, isPlaceholderData } = slots;
  useEffect(() => {
    if (data && !isPlaceholderData) announce(theirs.shown(data.length));
  }, [announce, data, isPlaceholderData, theirs]);

  // What was just refused is looked at anew, so that it is not offered again.
  const choose = ({ starts_at }: Pick<Slot, "starts_at">) =>
    move.mutate({ booking_id: booking.booking_id, starts_at }, { onError: (failure) => timeIsGone(failure) && void slots.refetch() });

  return (
    <>
      <div>
        <p>{t.from(formatMoment(booking.starts_at, locale, zone))}</p>
        <p className="policy">{t.told} {t.zone(formatZone(zone, locale))}</p>
      </div>
      {move.error && <FailureNotice error={move.error} />}
      {move.error && move.error.alternatives.length > 0 && (
        <section className="move-alternatives" aria-label={t.alternatives}>
          <h3>{t.alternatives}</h3>
          <div className="actions">
            {move.error.alternatives.map((instant) => (
              <Button key={instant} onPress={() => choose({ starts_at: instant })}>{formatMoment(instant, locale, zone)}</Button>
            ))}
          </div>
        </section>
      )}
      <h3>{t.week(formatDateSpan(from, to, locale))}</h3>
      <div className="actions">
        <Button isDisabled={monday <= first} onPress={() => setMonday(addDays(monday, -7))}>{t.earlier}</Button>
        <Button onPress={() => setMonday(addDays(monday, 7))}>{t.later}</Button>
      </div>
      <div className="move-days" aria-busy={isPlaceholderData || undefined}>
        <QueryView query={slots}>
          {(free) => free.length === 0 ? <EmptyState title={t.none} text={t.noneText} /> : (
            <>
              {[...byDate(free, zone)].map(([date, times]) => (
                <section key={date} aria-label={formatDate(date, locale)}>
                  <h4 className="move-day">{formatDate(date, locale)}</h4>
                  <div className="move-times">
                    {times.map((slot) => (
                      <Button
                        key={slot.starts_at} className="move-time"
                        // While another week is on its way, those on show are not of the week that stands above them.
                        isDisabled={isPlaceholderData || (move.isPending && move.variables.starts_at !== slot.starts_at)}
                        isPending={move.isPending && move.variables.starts_at === slot.starts_at} onPress={() => choose(slot)}
                      >{formatTime(slot.starts_at, locale, zone)}</Button>
                    ))}
                  </div>
                </section>
              ))}
            </>
          )}
        </QueryView>
      </div>
      <div className="actions"><Button onPress={onClose}>{t.back}</Button></div>
    </>
  );
}
