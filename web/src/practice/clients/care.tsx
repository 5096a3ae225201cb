/** Who cares for a client, and who did; admins assign somebody, hand over and end it (CP-14.4: within what was agreed). */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Choice } from "../../components/fields/choice";
import { TextInput } from "../../components/fields/text-input";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { zoneOf, type Team } from "../team/team";
import type { Client } from "./api";
import { usePlaces } from "./care-api";
import { CareHistory } from "./care-history";
import { HandOver, type Colleague } from "./hand-over";
import { words } from "./care-words";
import "./care.css";

export function Care({ client, team }: { client: Client; team: Team }) {
  const t = useWords(words);
  const organization = useOrganization();
  const [open, setOpen] = useState<"hand over" | "end" | null>(null);
  const manages = organization.may("clients:manage") && !client.archived_at;
  const mine = client.practitioner_id !== null && client.practitioner_id === organization.practitioner_id && organization.may("sessions:write");
  const colleagues = useColleagues(client, team, manages);
  const close = () => setOpen(null);
  return (
    <Panel title={t.care}>
      <p className={client.practitioner_name ? "day-client" : "aside"}>{client.practitioner_name ?? t.nobody}</p>
      {manages && !client.practitioner_id && colleagues.length > 0 && <Assign client={client} colleagues={colleagues} />}
      {client.practitioner_id && (manages || mine) && (
        <div className="actions">
          {manages && organization.may("sessions:manage") && colleagues.length > 0 && <Button onPress={() => setOpen("hand over")}>{t.handOver}</Button>}
          <Button look="danger-quiet" onPress={() => setOpen("end")}>{t.end}</Button>
        </div>
      )}
      <CareHistory client={client} zone={zoneOf(team, organization)} />
      {open === "hand over" && <HandOver client={client} colleagues={colleagues} zone={zoneOf(team, organization)} onClose={close} />}
      {open === "end" && <End client={client} onClose={close} />}
    </Panel>
  );
}

/** Everybody else who works here, with the room they have. */
function useColleagues(client: Client, team: Team, wanted: boolean): Colleague[] {
  const t = useWords(words);
  const places = usePlaces(wanted).data ?? [];
  return team.practitioners.filter(({ active, practitioner_id }) => active && practitioner_id !== client.practitioner_id).map(({ practitioner_id, display_name }) => {
    const room = places.find((each) => each.practitioner_id === practitioner_id);
    const detail = room && !room.takes_new_clients ? t.full : room?.free_places ? t.places(room.free_places) : undefined;
    return { id: practitioner_id, name: display_name, ...(detail && { detail }) };
  });
}

function Assign({ client, colleagues }: { client: Client; colleagues: readonly Colleague[] }) {
  const t = useWords(words);
  const [chosen, setChosen] = useState<string | null>(null);
  const assign = useVerb<{ practitioner_id: string }>("assign_practitioner", {
    onDone: ({ practitioner_id }) => {
      setChosen(null);
      toast(t.assigned(colleagues.find(({ id }) => id === practitioner_id)?.name ?? ""));
    },
  });
  return (
    <>
      <Choice
        label={t.practitioner} description={t.assignHelp} placeholder={t.choose} value={chosen} onChange={setChosen}
        options={colleagues.map(({ id, name, detail }) => ({ id, name: detail ? `${name} (${detail})` : name }))}
      />
      {assign.error && <FailureNotice error={assign.error} />}
      <p>
        <Button isDisabled={!chosen} isPending={assign.isPending} onPress={() => assign.mutate({ client_id: client.client_id, practitioner_id: chosen })}>{t.assign}</Button>
      </p>
    </>
  );
}

function End({ client, onClose }: { client: Client; onClose: () => void }) {
  const t = useWords(words);
  const [reason, setReason] = useState("");
  const end = useVerb("end_assignment", {
    onDone: () => {
      onClose();
      toast(t.ended);
    },
  });
  return (
    <ConfirmDialog
      title={t.endTitle(client.practitioner_name ?? "")} text={t.endText} confirm={t.end} danger isOpen onClose={onClose} isPending={end.isPending} error={end.error}
      onConfirm={() => end.mutate({ client_id: client.client_id, reason: reason.trim() || null })}
    >
      <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} maxLength={500} autoComplete="off" />
    </ConfirmDialog>
  );
}
