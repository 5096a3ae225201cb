/** Who has cared for a client, since when, who decided it and why. */
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay } from "../../time/format";
import type { Client } from "./api";
import { useAssignments, type Assignment } from "./care-api";
import { words } from "./care-words";

export function CareHistory({ client, zone }: { client: Client; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const day = (instant: string) => formatDay(instant, locale, zone);
  const assignments = useAssignments(client.client_id).data ?? [];
  const present = assignments.find(({ ended_at }) => ended_at === null);
  const past = assignments.filter(({ ended_at }) => ended_at !== null);
  const when = ({ assigned_at, ended_at }: Assignment) => (ended_at ? t.until(day(assigned_at), day(ended_at)) : t.since(day(assigned_at)));
  const details = (one: Assignment) => [
    when(one),
    one.ended_at === null && one.assigned_by_name && t.by(one.assigned_by_name),
    one.ended_at !== null && one.ended_by_name && t.by(one.ended_by_name),
  ].filter(Boolean).join(", ");
  return (
    <>
      {present && <p className="aside">{details(present)}{present.reason && <><br />{present.reason}</>}</p>}
      {past.length > 0 && (
        <>
          <h3>{t.history}</h3>
          <ul className="care-history">
            {past.map((one) => (
              <li key={one.assignment_id}>
                {one.practitioner_name}
                <span className="list-detail">{details(one)}</span>
                {one.end_reason && <span className="list-detail">{one.end_reason}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
