/** Who asks to be erased, whose data are on hold, and who looked at one client. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { CutNote } from "../../components/cut-note/cut-note";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { QueryView } from "../../components/query-view/query-view";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { words } from "./words";

interface Request { client_id: string; client_name: string; asked_at: string; answer_by: string }
interface Hold { legal_hold_id: string; client_id: string; client_name: string; reason: string; placed_at: string; placed_by_name: string | null; lifted_at: string | null; lifted_by_name: string | null }
interface Look { at: string; who: string; name: string | null; what: string; detail: string | null }

const MOST = 200;

export function Requests() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id, path } = useOrganization();
  const { date } = useMoments();
  const query = useQuery({
    queryKey: ["practice", organization_id, "erasure-requests"],
    queryFn: () => ask<Request[]>(api.from("erasure_requests").select("*").eq("organization_id", organization_id).order("asked_at").limit(MOST + 1)),
  });
  return (
    <Panel title={t.requests}>
      <QueryView query={query}>
        {(all) => (all.length === 0 ? <EmptyState title={t.noRequests} text={t.noRequestsText} /> : (
          <>
            <DataTable
              caption={t.requests} rows={all.slice(0, MOST)} rowKey={({ client_id }) => client_id}
              columns={[
                { id: "client", name: t.client, cell: ({ client_id, client_name }) => <Link href={path(`/clients/${client_id}`)}>{client_name}</Link> },
                { id: "asked", name: t.asked, cell: ({ asked_at }) => date(asked_at) },
                { id: "until", name: t.answerBy, end: true, cell: ({ answer_by }) => date(answer_by) },
              ]}
            />
            <CutNote rows={all} most={MOST} />
          </>
        ))}
      </QueryView>
    </Panel>
  );
}

export function Holds() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id, path } = useOrganization();
  const { date } = useMoments();
  const query = useQuery({
    queryKey: ["practice", organization_id, "legal-holds"],
    queryFn: () => ask<Hold[]>(api.from("legal_holds").select("*").eq("organization_id", organization_id).order("placed_at", { ascending: false }).limit(MOST + 1)),
  });
  return (
    <Panel title={t.holds}>
      <QueryView query={query}>
        {(all) => (all.length === 0 ? <EmptyState title={t.noHolds} text={t.noHoldsText} /> : (
          <>
            <DataTable
              caption={t.holds} rows={all.slice(0, MOST)} rowKey={({ legal_hold_id }) => legal_hold_id}
              columns={[
                { id: "client", name: t.client, cell: ({ client_id, client_name }) => <Link href={path(`/clients/${client_id}`)}>{client_name}</Link> },
                { id: "reason", name: t.reason, cell: ({ reason }) => reason },
                { id: "placed", name: t.placed, cell: ({ placed_at, placed_by_name }) => t.by(placed_by_name ?? "", date(placed_at)) },
                { id: "lifted", name: t.lifted, end: true, cell: ({ lifted_at, lifted_by_name }) => (lifted_at ? t.by(lifted_by_name ?? "", date(lifted_at)) : t.open) },
              ]}
            />
            <CutNote rows={all} most={MOST} />
          </>
        ))}
      </QueryView>
    </Panel>
  );
}

export function Disclosures({ clientId }: { clientId: string }) {
  const t = useWords(words);
  const api = useApi();
  const { organization_id, path } = useOrganization();
  const { moment, zone } = useMoments();
  const query = useQuery({
    queryKey: ["practice", organization_id, "disclosures", clientId],
    queryFn: async () => {
      const [looks, [client]] = await Promise.all([
        ask<Look[]>(api.rpc("disclosures_of_client", { client_id: clientId })),
        ask<{ name: string }[]>(api.from("clients").select("name").match({ client_id: clientId, organization_id })),
      ]);
      return { looks: looks.map((look, number) => ({ ...look, number })), name: client?.name ?? "" };
    },
  });
  return (
    <QueryView query={query}>
      {({ looks, name }) => (
        <Panel title={t.looked(name)}>
          {looks.length === 0 ? <EmptyState title={t.lookedNone} text={t.lookedNoneText} /> : (
            <DataTable
              caption={t.looked(name)} rows={looks} rowKey={({ number }) => String(number)}
              columns={[
                { id: "when", name: t.when, cell: ({ at }) => moment(at) },
                { id: "who", name: t.who, cell: ({ name: person, who }) => person ?? who },
                { id: "what", name: t.what, cell: ({ what, detail }) => <div>{t.things[what] ?? what} {what === "webhook" && detail && <span className="aside">{detail}</span>}</div> },
              ]}
            />
          )}
          <p className="field-help">{t.lookedNoneText} {zone}</p>
          <p><Link href={path(`/clients/${clientId}`)}>{name}</Link> · <Link href={path("/privacy")}>{t.allHolds}</Link></p>
        </Panel>
      )}
    </QueryView>
  );
}
