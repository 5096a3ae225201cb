/** The audit log with its filters (BM-R9, TS-13). */
import { useSearchParams } from "wouter";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { isDate } from "../time/zoned";
import { Entry } from "./audit/entry";
import { Filters } from "./audit/filters";
import { useActors, useLog, type Filters as Wanted } from "./audit/log";
import { words } from "./audit/words";
import { useMoments } from "./moments";
import "./audit/audit.css";

const NAMES = ["entity", "action", "actor", "from", "until", "id"] as const;

export default function Audit() {
  const t = useWords(words);
  const { zone } = useMoments();
  const [params, setParams] = useSearchParams();
  const filters = filtersOf(params);
  const log = useLog(filters);
  const actors = useActors();
  const names = actors.data ?? new Map<string, string>();
  const change = (patch: Partial<Wanted>) => setParams(Object.fromEntries(Object.entries({ ...filters, ...patch }).filter(([, value]) => value)), { replace: true });
  const entries = log.data?.pages.flat() ?? [];
  return (
    <Page title={t.title} lead={t.lead}>
      <Filters filters={filters} actors={names} onChange={change} />
      <Panel title={t.entries}>
        {log.error && <FailureNotice error={log.error} retry={() => void log.refetch()} />}
        {!log.data && !log.error && <Loading />}
        {log.data && entries.length === 0 && <EmptyState title={t.none} text={t.noneText} />}
        {entries.length > 0 && (
          <ul role="list" className="entries">
            {entries.map((entry) => <li key={entry.entry_id}><Entry entry={entry} actors={names} onAbout={filters.id ? undefined : (id) => change({ id })} /></li>)}
          </ul>
        )}
        {log.hasNextPage && <p><Button onPress={() => void log.fetchNextPage()} isPending={log.isFetchingNextPage}>{t.more}</Button></p>}
        <p className="field-help">{t.zone(zone)}</p>
      </Panel>
    </Page>
  );
}

/** Dates that are none are not asked for: people type into addresses. */
function filtersOf(params: URLSearchParams): Wanted {
  const filters = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ""])) as unknown as Wanted;
  return { ...filters, from: isDate(filters.from) ? filters.from : "", until: isDate(filters.until) ? filters.until : "" };
}
