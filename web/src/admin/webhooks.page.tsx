/** Webhooks: the organization's endpoints, and with ?endpoint=… one of them with what was sent to it. */
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { SecretDialog } from "../components/secret-box/secret-box";
import { useWords } from "../i18n/speech";
import { EndpointView } from "./webhooks/endpoint";
import { EndpointForm } from "./webhooks/endpoint-form";
import { useEndpoints } from "./webhooks/endpoints";
import { EndpointList } from "./webhooks/list";
import { words } from "./webhooks/words";
import "./webhooks/webhooks.css";

const NEW = { url: "", description: "", detail: false, event_types: [] as string[] };

export default function Webhooks() {
  const t = useWords(words);
  const { organization_id, path } = useOrganization();
  const [params, setParams] = useSearchParams();
  const endpoints = useEndpoints(params.has("endpoint"));
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const chosen = endpoints.data?.find(({ endpoint_id }) => endpoint_id === params.get("endpoint"));
  const added = ({ endpoint_id, secret: shown }: { endpoint_id: string; secret?: string | null }) => {
    setAdding(false);
    setParams({ endpoint: endpoint_id });
    if (shown) setSecret(shown);
  };
  return (
    <>
      {chosen ? (
        <Page key={chosen.endpoint_id} title={chosen.url} above={<Link href={path("/webhooks")}>{t.all}</Link>}>
          <EndpointView endpoint={chosen} onSecret={setSecret} />
        </Page>
      ) : (
        <Page key="all" title={t.title} lead={t.lead} actions={<Button look="primary" onPress={() => setAdding(true)}>{t.add}</Button>}>
          <QueryView query={endpoints}>{(all) => <EndpointList endpoints={all} />}</QueryView>
        </Page>
      )}
      <EndpointForm
        title={t.add} submit={t.register} name={`new.${organization_id}`} saved={NEW} verb="register_webhook_endpoint" whose={{ organization_id }}
        isOpen={adding} onClose={() => setAdding(false)} onDone={added}
      />
      {secret && <SecretDialog title={t.secretTitle} label={t.secretLabel} text={t.secretText} secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
