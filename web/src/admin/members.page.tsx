/** Who works here and who is invited (DR-1.2, DR-7.1). */
import { useState } from "react";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { DeedDialog, type Deed } from "./members/deeds";
import { Invitations } from "./members/invitations";
import { Invite } from "./members/invite";
import { usePeople } from "./members/people";
import { Requests } from "./members/requests";
import { words as requestWords } from "./members/requests-words";
import { Team } from "./members/team";
import { words } from "./members/words";
import { useMoments } from "./moments";

export default function Members() {
  const t = useWords(words);
  const r = useWords(requestWords);
  const { zone } = useMoments();
  const people = usePeople();
  const [inviting, setInviting] = useState(false);
  const [deed, setDeed] = useState<Deed | null>(null);
  return (
    <Page title={t.title} lead={t.lead} actions={<Button look="primary" onPress={() => setInviting(true)}>{t.invite}</Button>}>
      <QueryView query={people}>
        {({ members, invitations, requests }) => (
          <>
            {requests.length > 0 && <Panel title={r.title}><Requests requests={requests} /></Panel>}
            <Panel title={t.team}><Team members={members} onDeed={setDeed} /></Panel>
            <Panel title={t.invitations}>
              {invitations.length === 0
                ? <EmptyState title={t.noInvitations} text={t.noInvitationsText} />
                : <Invitations invitations={invitations} onDeed={setDeed} />}
            </Panel>
            <p className="field-help">{t.zone(zone)}</p>
          </>
        )}
      </QueryView>
      <Invite isOpen={inviting} onClose={() => setInviting(false)} members={people.data?.members.map(({ email }) => email) ?? []} />
      {deed && <DeedDialog deed={deed} onClose={() => setDeed(null)} />}
    </Page>
  );
}
