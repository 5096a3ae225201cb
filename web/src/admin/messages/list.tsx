/** Messages, with what became of each, and a second try for those that failed. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { keepFocus } from "../../components/modal/kept-focus";
import { Notice } from "../../components/notice/notice";
import { Tag, type TagTone } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { useMessages, type Message } from "./outbox";
import { words, type MessageStatus } from "./words";

const TONES: Record<MessageStatus, TagTone> = { queued: "waiting", delivered: "good", failed: "bad", dropped: "over" };

export function MessageList({ status, query }: { status: MessageStatus | "all"; query: ReturnType<typeof useMessages> }) {
  const t = useWords(words);
  const { path } = useOrganization();
  const { moment } = useMoments();
  const [newer, setNewer] = useState(false);
  const retry = useVerb("retry_message", { onDone: () => { toast(t.retried); keepFocus(); } });
  const rows = query.data?.pages.flat() ?? [];
  const tryAgain = ({ event_id }: Message) => {
    setNewer(false);
    retry.mutate({ event_id }, { onError: ({ word }) => setNewer(word === "illegal_transition") });
  };
  if (rows.length === 0) return <EmptyState title={t.empty[status]} text={t.emptyText} />;
  return (
    <>
      {newer ? <Notice tone="problem"><p>{t.newer}</p></Notice> : retry.error && <FailureNotice error={retry.error} />}
      <DataTable
        caption={t.messages} rows={rows} rowKey={({ event_id }) => event_id}
        columns={[
          { id: "what", name: t.what, cell: ({ topic }) => topicName(topic, t) },
          { id: "to", name: t.to, cell: ({ recipient, address }) => <div>{t.recipients[recipient] ?? recipient}{address && <><br /><span className="field-help">{address}</span></>}</div> },
          { id: "about", name: t.about, cell: ({ booking_id, reference }) => booking_id && <Link href={path(`/bookings/${booking_id}`)}>{reference}</Link> },
          { id: "written", name: t.written, cell: ({ created_at }) => moment(created_at) },
          { id: "state", name: t.state, cell: (message) => <State message={message} /> },
          { id: "why", name: t.why, cell: ({ last_error, status: is }) => (last_error && is !== "delivered" ? t.reasons[last_error] ?? last_error : "") },
          {
            id: "action", name: t.action, end: true,
            cell: (message) => (message.status === "failed"
              ? (
                <Button
                  aria-label={t.retryOf(topicName(message.topic, t), message.address ?? t.recipients[message.recipient] ?? message.recipient)} onPress={() => tryAgain(message)}
                  isPending={retry.isPending && retry.variables?.event_id === message.event_id}
                >{t.retry}</Button>
              )
              : ""),
          },
        ]}
      />
      {query.hasNextPage && <p><Button onPress={() => void query.fetchNextPage()} isPending={query.isFetchingNextPage}>{t.more}</Button></p>}
    </>
  );
}

function State({ message }: { message: Message }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const { status, in_hand, next_attempt_at, attempts, mail_status, mail_reason } = message;
  const more = status === "queued"
    ? in_hand ? t.inHand : next_attempt_at && t.nextAt(moment(next_attempt_at), attempts)
    : status === "failed" ? t.tries(attempts)
    : mail_status && `${t.mail[mail_status]}${mail_reason ? ` (${mail_reason})` : ""}`;
  return <div><Tag tone={mail_status === "bounced" ? "bad" : TONES[status]}>{t.statuses[status]}</Tag>{more && <><br /><span className="field-help">{more}</span></>}</div>;
}

/** "booking.confirmed" and "series.confirmed" are the same change, of one or of several. */
function topicName(topic: string, t: (typeof words)["en-CA"]): string {
  const [entity, change = ""] = topic.split(".");
  const name = t.changes[topic] ?? t.changes[change] ?? topic;
  return entity === "series" ? t.ofSeries(name) : name;
}
