/** The same time for some weeks, with a look ahead at which of them are free. */
import { Check } from "../../components/fields/check";
import { NumberInput } from "../../components/fields/number-input";
import { Notice } from "../../components/notice/notice";
import { QueryView } from "../../components/query-view/query-view";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import { useProposal, type Proposal } from "./api";
import { recurrenceOf, type BookingDraft } from "./draft";
import { words } from "./words";

const MOST = 52;

interface RepeatProps {
  draft: BookingDraft;
  change: (change: Partial<BookingDraft>) => void;
  zone: string;
}

export function Repeat({ draft, change, zone }: RepeatProps) {
  const t = useWords(words);
  const repeated = draft.times > 1;
  const proposal = useProposal(draft.practitionerId, draft.serviceId, draft.startsAt, recurrenceOf(draft));
  return (
    <div className="repeat">
      <Check label={t.repeat} isSelected={repeated} onChange={(often) => change({ times: often ? 6 : 1, without: [] })} />
      {repeated && (
        <>
          <div className="by-hand">
            <NumberInput label={t.timesLabel} value={draft.times} minValue={2} maxValue={MOST} onChange={(times) => change({ times: times ?? 2, without: [] })} />
            <NumberInput label={t.everyWeeks} value={draft.weeks} minValue={1} maxValue={12} onChange={(weeks) => change({ weeks: weeks ?? 1, without: [] })} />
          </div>
          <section className="preview" aria-label={t.preview}>
            <h3>{t.preview}</h3>
            <QueryView query={proposal}>{(data) => <Preview proposal={data} draft={draft} change={change} zone={zone} />}</QueryView>
          </section>
        </>
      )}
    </div>
  );
}

function Preview({ proposal: { holds, refused }, draft, change, zone }: RepeatProps & { proposal: Proposal }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const all = [...holds.map(({ starts_at }) => ({ starts_at, free: true })), ...refused.map(({ starts_at }) => ({ starts_at, free: false }))]
    .toSorted((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at));
  const taken = refused.map(({ starts_at }) => starts_at);
  return (
    <>
      <p role="status">{taken.length === 0 ? t.allFree(holds.length) : t.someTaken(taken.length)}</p>
      <ol className="preview-list">
        {all.map(({ starts_at, free }) => (
          <li key={starts_at} data-taken={!free || undefined}>{formatMoment(starts_at, locale, zone)} <span className="aside">{free ? t.free : t.taken}</span></li>
        ))}
      </ol>
      {taken.length > 0 && holds.length > 0 && (
        <Notice tone="info">
          <Check label={t.leaveOut(taken.length)} isSelected={draft.without.length > 0} onChange={(without) => change({ without: without ? taken : [] })} />
        </Notice>
      )}
    </>
  );
}
