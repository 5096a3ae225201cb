/** What an admin owes a client: everything handed out, a legal hold, erasure; and who looked. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { TextInput } from "../../components/fields/text-input";
import { Link } from "../../components/link/link";
import { Notice } from "../../components/notice/notice";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { Download } from "../../export/download";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay } from "../../time/format";
import type { Client } from "./api";
import { words } from "./protection-words";

type Deed = "place" | "lift" | "erase";
const VERBS = { place: "place_legal_hold", lift: "lift_legal_hold", erase: "erase_client" } as const;

export function Protection({ client }: { client: Client }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { time_zone, path } = useOrganization();
  const [deed, setDeed] = useState<Deed | null>(null);
  const day = (instant: string) => formatDay(instant, locale, time_zone);
  return (
    <Panel title={t.title}>
      {client.erased_at ? <p>{t.erased(day(client.erased_at))}</p> : (
        <>
          {client.erasure_asked_at && <Notice tone="warning" isSpoken={false}><p>{t.asked(day(client.erasure_asked_at))}</p></Notice>}
          {client.legal_hold && <Notice tone="info" isSpoken={false}><p>{t.held(day(client.legal_hold.placed_at), client.legal_hold.reason)}</p></Notice>}
          <p>{t.handOut}</p>
          <Download clientId={client.client_id} />
          <div className="actions">
            <Button look="quiet" onPress={() => setDeed(client.legal_hold ? "lift" : "place")}>{client.legal_hold ? t.lift : t.place}</Button>
            <Button look="danger-quiet" onPress={() => setDeed("erase")}>{t.erase}</Button>
          </div>
        </>
      )}
      <p><Link href={path(`/privacy?client=${client.client_id}`)}>{t.looked}</Link></p>
      {deed && <Sure deed={deed} client={client} onClose={() => setDeed(null)} />}
    </Panel>
  );
}

/** Erasure asks for the name, too: nobody does it by a slip. */
function Sure({ deed, client, onClose }: { deed: Deed; client: Client; onClose: () => void }) {
  const t = useWords(words);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const verb = useVerb<{ same_address?: string[] }>(VERBS[deed], {
    onDone: ({ same_address }) => {
      toast([t.done[deed], same_address?.length ? t.same(same_address.length) : ""].filter(Boolean).join(" "));
      onClose();
    },
  });
  const mistyped = deed === "erase" && typed.trim() !== client.name;
  // Why not is the server's to say, with the bookings or the day that are in the way.
  const refused = verb.error?.word === "illegal_transition" ? verb.error : null;
  const act = () => {
    setTried(true);
    if (reason.trim() && !mistyped) verb.mutate({ client_id: client.client_id, reason: reason.trim() });
  };
  return (
    <ConfirmDialog
      title={t[`${deed}Title`]} text={t[`${deed}Text`]} confirm={t[deed]} danger={deed === "erase"} isOpen isPending={verb.isPending}
      error={refused ? null : verb.error} onConfirm={act} onClose={onClose}
    >
      <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} maxLength={500} error={tried && !reason.trim() ? t.needReason : null} />
      {deed === "erase" && <TextInput label={t.type(client.name)} value={typed} onChange={setTyped} autoComplete="off" error={tried && mistyped ? t.mistyped : null} />}
      {refused && <Notice tone="problem"><p>{t.refused}</p><p lang="en">{refused.detail}</p></Notice>}
    </ConfirmDialog>
  );
}
