/** When: one of the free times, or any other by hand. */
import { Radios } from "../../components/fields/radios";
import { DateInput } from "../../components/fields/date-input";
import { TimeInput } from "../../components/fields/time-input";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { localDate } from "../../time/dates";
import { formatMoment, formatZone } from "../../time/format";
import { instantOf, localTime } from "../../time/zoned";
import { FreeTimes } from "./free-times";
import type { PartProps } from "./part";
import { Repeat } from "./repeat";
import { Warning } from "./warning";
import { words } from "./words";

export function WhenPart({ draft, change, missing, zone }: PartProps & { zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const byHand = (date: string | null, time: string | null) =>
    change({ date, time, startsAt: date && time ? instantOf(date, time, zone) : "", overbook: false, without: [] });
  const choose = (startsAt: string) =>
    change({ startsAt, date: localDate(startsAt, zone), time: localTime(startsAt, zone), overbook: false, without: [] });

  return (
    <Panel title={t.when}>
      <p className="aside">{t.zone(formatZone(zone, locale))}</p>
      <Radios
        label={t.how} value={draft.byHand ? "hand" : "free"} options={[{ id: "free", name: t.freeTimes }, { id: "hand", name: t.byHand }]}
        onChange={(how) => change({ byHand: how === "hand", overbook: false })}
      />
      {draft.byHand ? (
        <>
          <div className="by-hand">
            <DateInput label={t.date} value={draft.date} onChange={(date) => byHand(date, draft.time)} error={missing.time && !draft.date ? t.errors.time : null} />
            <TimeInput label={t.time} value={draft.time} onChange={(time) => byHand(draft.date, time)} error={missing.time && draft.date ? t.errors.time : null} />
          </div>
          <Warning draft={draft} change={change} />
        </>
      ) : (
        <>
          <FreeTimes practitionerId={draft.practitionerId} serviceId={draft.serviceId} chosen={draft.startsAt} zone={zone} choose={choose} />
          {missing.time && <p className="field-error">{t.errors.time}</p>}
        </>
      )}
      {draft.startsAt && <p className="chosen-time">{t.chosen(formatMoment(draft.startsAt, locale, zone))}</p>}
      {draft.startsAt && !draft.overbook && <Repeat draft={draft} change={change} zone={zone} />}
    </Panel>
  );
}
