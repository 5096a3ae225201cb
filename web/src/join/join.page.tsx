/** Accepts an invitation to a practice.  The token stays in the fragment and in memory. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useFragment } from "../app/fragment";
import { useMemberships, useSession } from "../app/session";
import type { Failure } from "../api/failure";
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { AcceptScreen } from "./accept-screen";
import { AccountScreen } from "./account-screen";
import { words } from "./words";

interface Accepted {
  organization_id: string;
  organization_name: string;
}

/** What the fragment says once the token in it is used up, so that a reload tells the same. */
const JOINED = /^joined=([0-9a-f-]{36})$/;

export default function JoinPage() {
  const token = useFragment();
  const joined = JOINED.exec(token)?.[1];
  if (joined) return <Joined organizationId={joined} />;
  // Another link is another invitation.
  return token ? <Invitation key={token} token={token} /> : <Refused why="token_invalid" />;
}

function Invitation({ token }: { token: string }) {
  const { session } = useSession();
  /** Whether somebody was signed in when the page was opened: they are asked first, while signing in here is the wish to join. */
  const [wasSignedIn, setWasSignedIn] = useState<boolean | null>(null);
  if (wasSignedIn === null && session !== undefined) setWasSignedIn(session !== null);
  const accept = useVerb<Accepted>("accept_invitation", { onDone: ({ organization_id }) => history.replaceState(history.state, "", `#joined=${organization_id}`) });
  const join = () => accept.mutate({ token });

  if (accept.data) return <Done name={accept.data.organization_name} organizationId={accept.data.organization_id} />;
  if (accept.error && isRefusal(accept.error)) return <Refused why={accept.error.word} />;
  if (wasSignedIn === null) return <Loading />;
  if (session && (wasSignedIn || accept.error)) {
    return <AcceptScreen email={session.user.email ?? ""} isPending={accept.isPending} error={accept.error} onAccept={join} />;
  }
  return <AccountScreen isJoining={accept.isPending} onSignedIn={join} />;
}

/** After a reload, for whoever joined; to anybody else the invitation has ended. */
function Joined({ organizationId }: { organizationId: string }) {
  const { session } = useSession();
  const { data, isFetching } = useMemberships();
  const there = data?.find(({ organization_id, role }) => organization_id === organizationId && role !== "client");
  if (there) return <Done name={there.organization_name} organizationId={organizationId} />;
  return session === undefined || isFetching ? <Loading /> : <Refused why="invitation_expired" />;
}

function Done({ name, organizationId }: { name: string; organizationId: string }) {
  const t = useWords(words);
  return (
    <Page key="done" title={t.doneTitle(name)} lead={t.done}>
      <p><Enter organizationId={organizationId} /></p>
    </Page>
  );
}

function Enter({ organizationId }: { organizationId: string }) {
  const t = useWords(words);
  const { data: memberships = [] } = useMemberships();
  const team = memberships.find(({ organization_id, role }) => organization_id === organizationId && role !== "client");
  return <ButtonLink look="primary" href={team ? `/at/${team.organization_slug}` : "/my"}>{t.enter}</ButtonLink>;
}

/** not_allowed: who was a member before, and is suspended. */
type Refusal = "invitation_expired" | "token_invalid" | "not_allowed";

function isRefusal(failure: Failure): failure is Failure & { word: Refusal } {
  return failure.word === "invitation_expired" || failure.word === "token_invalid" || failure.word === "not_allowed";
}

function Refused({ why }: { why: Refusal }) {
  const t = useWords(words);
  const { title, lead } = t.refused[why];
  return <Page key="refused" title={title} lead={lead} />;
}
