/** One webhook: what it is, what can be done with it, and what was sent. */
import { useState } from "react";
import { useLocation } from "wouter";
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { Facts } from "../../components/facts/facts";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { Deliveries } from "./deliveries";
import { EndpointForm } from "./endpoint-form";
import type { Endpoint } from "./endpoints";
import { Questions, type Question } from "./questions";
import { EndpointState } from "./state";
import { words } from "./words";

export function EndpointView({ endpoint, onSecret }: { endpoint: Endpoint; onSecret: (secret: string) => void }) {
  const t = useWords(words);
  const { path } = useOrganization();
  const [, navigate] = useLocation();
  const { moment, zone } = useMoments();
  const [question, setQuestion] = useState<Question | null>(null);
  const [changing, setChanging] = useState(false);
  const whose = { endpoint_id: endpoint.endpoint_id };
  const test = useVerb("send_test_webhook", { onDone: () => toast(t.tested) });
  const enable = useVerb("enable_webhook_endpoint", { onDone: () => toast(t.enabledNow) });
  const isActive = endpoint.status === "active";
  return (
    <>
      <Facts
        entries={[
          [t.state, <EndpointState key="state" endpoint={endpoint} />],
          [t.description, endpoint.description],
          [t.told, endpoint.event_types.map((type) => t.types[type] ?? type).join("; ")],
          [t.withDetail, endpoint.detail ? t.yes : t.no],
          [t.createdAt, moment(endpoint.created_at)],
        ]}
      />
      {(test.error ?? enable.error) && <FailureNotice error={test.error ?? enable.error} />}
      <div className="actions">
        {isActive
          ? <Button look="primary" onPress={() => test.mutate(whose)} isPending={test.isPending}>{t.test}</Button>
          : <Button look="primary" onPress={() => enable.mutate(whose)} isPending={enable.isPending}>{t.enable}</Button>}
        <Button onPress={() => setChanging(true)}>{t.change}</Button>
        <Button onPress={() => setQuestion("rotate")}>{t.rotate}</Button>
        {isActive && <Button onPress={() => setQuestion("disable")}>{t.disable}</Button>}
        <Button look="danger-quiet" onPress={() => setQuestion("remove")}>{t.remove}</Button>
      </div>
      <Panel title={t.deliveries}>
        <Deliveries endpoint={endpoint} />
        <p className="field-help">{t.zone(zone)}</p>
      </Panel>
      <EndpointForm
        title={t.change} submit={t.change} name={endpoint.endpoint_id} saved={endpoint} verb="change_webhook_endpoint" whose={whose} isOpen={changing}
        onClose={() => setChanging(false)} onDone={() => { setChanging(false); toast(t.changed); }}
      />
      {question && <Questions question={question} endpointId={endpoint.endpoint_id} onClose={() => setQuestion(null)} onSecret={onSecret} onRemoved={() => navigate(path("/webhooks"))} />}
    </>
  );
}
