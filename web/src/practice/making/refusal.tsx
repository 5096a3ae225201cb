/** Why it could not be booked, and what else is free. */
import type { Failure } from "../../api/failure";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Notice } from "../../components/notice/notice";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import { words } from "./words";

interface RefusalProps {
  failure: Failure;
  zone: string;
  series: boolean;
  /** Takes another time; null where another time would not help. */
  choose: ((startsAt: string) => void) | null;
}

export function Refusal({ failure, zone, series, choose }: RefusalProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  if (series && choose) return <Notice tone="problem"><p>{t.seriesFailed}</p></Notice>;
  return (
    <>
      {failure.word === "client_busy" ? <Notice tone="problem"><p>{t.clientBusy}</p></Notice> : <FailureNotice error={failure} />}
      {choose && failure.alternatives.length > 0 && (
        <section className="preview" aria-label={t.alternatives}>
          <h3>{t.alternatives}</h3>
          <div className="actions">
            {failure.alternatives.map((instant) => <Button key={instant} onPress={() => choose(instant)}>{formatMoment(instant, locale, zone)}</Button>)}
          </div>
        </section>
      )}
    </>
  );
}
