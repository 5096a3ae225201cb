/** What happened to a booking, from the audit log, latest first. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { Panel } from "../../components/panel/panel";
import { QueryView } from "../../components/query-view/query-view";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import { words } from "./history-words";

interface Entry {
  at: string;
  action: string;
  actor_role: string;
  actor_name: string | null;
  starts_at_before: string | null;
  starts_at_after: string | null;
}

export function History({ bookingId, zone }: { bookingId: string; zone: string }) {
  const t = useWords(words);
  const api = useApi();
  const { locale } = useSpeech();
  const history = useQuery({
    queryKey: ["practice", "history", bookingId],
    queryFn: () => ask<Entry[]>(api.rpc("booking_history", { booking_id: bookingId })),
  });
  const moment = (instant: string) => formatMoment(instant, locale, zone);
  return (
    <Panel title={t.title}>
      <QueryView query={history}>
        {(entries) => (
          <ol className="history" reversed>
            {entries.toReversed().map(({ at, action, actor_role, actor_name, starts_at_before, starts_at_after }) => (
              <li key={`${at} ${action}`}>
                <p><strong>{t.actions[action] ?? t.actions["booking.changed"]}</strong> {t.by(t.roles[actor_role] ?? t.roles.other ?? "", actor_name)}</p>
                {starts_at_before && starts_at_after && Date.parse(starts_at_before) !== Date.parse(starts_at_after) && (
                  <p>{t.fromTo(moment(starts_at_before), moment(starts_at_after))}</p>
                )}
                <p className="aside"><time dateTime={at}>{moment(at)}</time></p>
              </li>
            ))}
          </ol>
        )}
      </QueryView>
    </Panel>
  );
}
