/** How somebody's requests to work somewhere stand; nothing where there are none. */
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { Tag, type TagTone } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { visitorTimeZone } from "../../time/dates";
import { formatDay } from "../../time/format";
import { useMyRequests } from "./api";
import { words, type RequestStatus } from "./words";

const TONES: Record<RequestStatus, TagTone> = { open: "waiting", approved: "good", declined: "bad", withdrawn: "over" };

export function MyRequests() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const requests = (useMyRequests().data ?? []).filter(({ status }) => status !== "withdrawn");
  const withdraw = useVerb("withdraw_join_request", { onDone: () => toast(t.withdrawn) });
  if (requests.length === 0) return null;
  return (
    <section className="my-list" aria-label={t.mine}>
      <h2>{t.mine}</h2>
      {withdraw.error && <FailureNotice error={withdraw.error} />}
      <ul className="my-requests">
        {requests.map((request) => (
          <li key={request.request_id}>
            <div>
              {request.status === "approved" ? <Link href={`/at/${request.organization_slug}`}>{request.organization_name}</Link> : request.organization_name}
              <span className="list-detail">{t.asked(formatDay(request.created_at, locale, visitorTimeZone()))}</span>
              {request.reason && <span className="list-detail">{request.reason}</span>}
            </div>
            <Tag tone={TONES[request.status]}>{t.statuses[request.status]}</Tag>
            {request.status === "open" && (
              <Button look="quiet" aria-label={t.withdrawOf(request.organization_name ?? "")} isPending={withdraw.isPending} onPress={() => withdraw.mutate({ request_id: request.request_id })}>{t.withdraw}</Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
