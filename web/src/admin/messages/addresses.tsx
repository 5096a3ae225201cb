/** Addresses that mail does not reach, or that do not want it. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { CutNote } from "../../components/cut-note/cut-note";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { QueryView } from "../../components/query-view/query-view";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { ADDRESSES, useMarkedAddresses, type MarkedAddress } from "./outbox";
import { words } from "./words";

export function Addresses() {
  const t = useWords(words);
  const { date } = useMoments();
  const addresses = useMarkedAddresses();
  const [chosen, setChosen] = useState<MarkedAddress | null>(null);
  const clear = useVerb("clear_mail_address", {
    onDone: () => {
      toast(t.cleared(chosen?.address ?? ""));
      setChosen(null);
    },
  });
  return (
    <QueryView query={addresses}>
      {(rows) => (rows.length === 0 ? <EmptyState title={t.noAddresses} text={t.noAddressesText} /> : (
        <>
          <p>{t.addressesText}</p>
          <DataTable
            caption={t.addresses} rows={rows.slice(0, ADDRESSES)} rowKey={({ address_id }) => address_id}
            columns={[
              { id: "address", name: t.address, cell: ({ address }) => address },
              { id: "why", name: t.why, cell: ({ bounced_at, bounce_reason, complained_at }) => [bounced_at && t.bouncedAs(bounce_reason ?? ""), complained_at && t.complainedAs].filter(Boolean).join("; ") },
              { id: "since", name: t.since, cell: ({ bounced_at, complained_at }) => date((bounced_at ?? complained_at) as string) },
              { id: "action", name: t.action, end: true, cell: (row) => <Button aria-label={t.clearOf(row.address)} onPress={() => { clear.reset(); setChosen(row); }}>{t.clear}</Button> },
            ]}
          />
          <CutNote rows={rows} most={ADDRESSES} />
          <ConfirmDialog
            title={t.clearQuestion(chosen?.address ?? "")} text={t.clearText} confirm={t.clear} isOpen={chosen !== null} isPending={clear.isPending} error={clear.error}
            onConfirm={() => chosen && clear.mutate({ address_id: chosen.address_id })} onClose={() => setChosen(null)}
          />
        </>
      ))}
    </QueryView>
  );
}
