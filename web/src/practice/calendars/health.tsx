/** How a connected calendar fares. */
import { useMoments } from "../../admin/moments";
import type { CalendarConnection } from "../../calendars/api";
import { Facts } from "../../components/facts/facts";
import { Notice } from "../../components/notice/notice";
import { useWords } from "../../i18n/speech";
import { Connect } from "./connect";
import { words } from "./words";

export function Health({ connection: known }: { connection: CalendarConnection }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const reason = t.why[known.last_error ?? ""];
  return (
    <>
      {known.status === "revoked" && (
        <Notice tone="problem" isSpoken={false}>
          <p>{t.revoked}</p>
          <Connect again={known.provider} />
        </Notice>
      )}
      {known.status === "connected" && known.failing_since && (
        <Notice tone="warning" isSpoken={false}>
          <p>{t.failing(moment(known.failing_since))} {known.on_unreachable === "closed" ? t.unreachableClosed : t.unreachableOpen}</p>
          {reason && <p>{reason}</p>}
        </Notice>
      )}
      <Facts
        entries={[
          [t.account, `${t.providers[known.provider]}${known.account ? ` · ${known.account}` : ""}`],
          [t.calendar, known.status === "connected" && (known.has_calendar ? known.calendar_name : t.calendarComing)],
          [t.since, moment(known.connected_at)],
          [t.lastOk, known.last_ok_at ? moment(known.last_ok_at) : t.notYet],
        ]}
      />
    </>
  );
}
