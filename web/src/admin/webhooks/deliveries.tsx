/** What was sent to a webhook in the last 30 days, and what it answered. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Notice } from "../../components/notice/notice";
import { Loading } from "../../components/query-view/loading";
import { Tag, type TagTone } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { useDeliveries, type Delivery, type Endpoint } from "./endpoints";
import { words, type DeliveryStatus } from "./words";

const TONES: Record<DeliveryStatus, TagTone> = { queued: "waiting", delivered: "good", failed: "bad", dropped: "over" };

export function Deliveries({ endpoint: { endpoint_id, status: endpointStatus } }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const deliveries = useDeliveries(endpoint_id);
  const [refused, setRefused] = useState(false);
  const replay = useVerb("replay_webhook_delivery", { onDone: () => toast(t.replayed) });
  const again = ({ delivery_id }: Delivery) => {
    setRefused(false);
    replay.mutate({ delivery_id }, { onError: ({ word }) => setRefused(word === "illegal_transition") });
  };
  const rows = deliveries.data?.pages.flat() ?? [];
  const kindOf = ({ event_type }: Delivery) => (event_type === "webhook.test" ? t.testKind : t.types[event_type] ?? event_type);
  if (!deliveries.data) return deliveries.error ? <FailureNotice error={deliveries.error} retry={() => void deliveries.refetch()} /> : <Loading />;
  if (rows.length === 0) return <EmptyState title={t.noDeliveries} text={t.noDeliveriesText} />;
  return (
    <>
      {refused ? <Notice tone="problem"><p>{endpointStatus === "disabled" ? t.offFirst : t.stillTrying}</p></Notice> : replay.error && <FailureNotice error={replay.error} />}
      <DataTable
        caption={t.deliveries} rows={rows} rowKey={({ delivery_id }) => delivery_id}
        columns={[
          { id: "kind", name: t.kind, cell: kindOf },
          { id: "when", name: t.when, cell: ({ created_at }) => moment(created_at) },
          { id: "state", name: t.state, cell: ({ status }) => <Tag tone={TONES[status]}>{t.statuses[status]}</Tag> },
          { id: "answer", name: t.answer, cell: (delivery) => <Answer delivery={delivery} /> },
          {
            id: "action", name: t.actions, end: true,
            cell: (delivery) => (delivery.status === "queued" ? "" : (
              <Button
                aria-label={t.replayOf(kindOf(delivery), moment(delivery.created_at))} onPress={() => again(delivery)}
                isPending={replay.isPending && replay.variables?.delivery_id === delivery.delivery_id}
              >{t.replay}</Button>
            )),
          },
        ]}
      />
      {deliveries.hasNextPage && <p><Button onPress={() => void deliveries.fetchNextPage()} isPending={deliveries.isFetchingNextPage}>{t.more}</Button></p>}
    </>
  );
}

function Answer({ delivery: { response_status, duration_ms, last_error, attempts, next_attempt_at } }: { delivery: Delivery }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const parts = [
    last_error ? t.errors[last_error] ?? last_error : response_status !== null && `HTTP ${response_status}`,
    duration_ms !== null && t.took(duration_ms),
    attempts > 0 && t.tries(attempts),
    attempts > 0 && next_attempt_at && t.next(moment(next_attempt_at)),
  ];
  return parts.filter(Boolean).join(" · ");
}
