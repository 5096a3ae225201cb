/** Who cares for a client; admins assign somebody (CP-14.4: within what was agreed). */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Choice } from "../../components/fields/choice";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import type { Team } from "../team/team";
import type { Client } from "./api";
import { words } from "./words";

export function Care({ client, team }: { client: Client; team: Team }) {
  const t = useWords(words);
  const { may } = useOrganization();
  const [chosen, setChosen] = useState<string | null>(null);
  const choices = team.practitioners.filter(({ active, practitioner_id }) => active && practitioner_id !== client.practitioner_id);
  const assign = useVerb<{ practitioner_id: string }>("assign_practitioner", {
    onDone: ({ practitioner_id }) => {
      setChosen(null);
      toast(t.assigned(team.practitioners.find((each) => each.practitioner_id === practitioner_id)?.display_name ?? ""));
    },
  });
  return (
    <Panel title={t.care}>
      <p className={client.practitioner_name ? "day-client" : "aside"}>{client.practitioner_name ?? t.nobody}</p>
      {may("clients:manage") && !client.archived_at && choices.length > 0 && (
        <>
          <Choice
            label={t.practitioner} description={t.assignHelp} placeholder={t.choose} value={chosen} onChange={setChosen}
            options={choices.map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name }))}
          />
          {assign.error && <FailureNotice error={assign.error} />}
          <p>
            <Button isDisabled={!chosen} isPending={assign.isPending} onPress={() => assign.mutate({ client_id: client.client_id, practitioner_id: chosen })}>{t.assign}</Button>
          </p>
        </>
      )}
    </Panel>
  );
}
