/** Where Google sends its people back (SC-2.1): what they allowed is exchanged at once, and what came of it is said. */
import { useEffect, useRef, useState } from "react";
import { asFailure } from "../api/failure";
import { useMemberships } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { useEdge } from "./api";
import { words } from "./words";

interface Back {
  code: string | null;
  state: string | null;
  error: string | null;
}

export default function Connected() {
  const t = useWords(words);
  const [back] = useState(readBack);
  // Used once, it opens nothing any more; it need not stay in the browser's history either.
  useEffect(() => history.replaceState(null, "", location.pathname), []);
  if (back.error === "access_denied") return <Page key="refused" title={t.refused} lead={t.refusedText}><Onward /></Page>;
  if (back.error) return <Page key="error" title={t.refused}><Notice tone="problem"><p>{t.provider}</p></Notice><Onward /></Page>;
  if (!back.code || !back.state) return <Page key="nothing" title={t.nothing} lead={t.nothingText}><Onward /></Page>;
  return <Finish given={{ code: back.code, state: back.state }} />;
}

function Finish({ given }: { given: { code: string; state: string } }) {
  const t = useWords(words);
  const begun = useRef(false);
  const finish = useEdge<typeof given, { organization_id: string }>((sent) => ["POST", "/api/auth/google/callback", sent]);
  const { mutate } = finish;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate(given);
  }, [given, mutate]);

  if (finish.data) {
    return (
      <Page key="done" title={t.done} lead={t.doneText}>
        <Onward organizationId={finish.data.organization_id} label={t.next} />
      </Page>
    );
  }
  if (!finish.error || finish.isPending) return <Page key="pending" title={t.connecting} lead={t.connectingText}><Loading /></Page>;
  const { word } = asFailure(finish.error);
  const known = word === "token_expired" ? t.expired : word === "token_invalid" ? t.used : word === "not_allowed" ? t.partly : null;
  return (
    <Page key="failed" title={t.refused}>
      {known ? <Notice tone="problem"><p>{known}</p></Notice> : <FailureNotice error={finish.error} retry={() => mutate(given)} />}
      <Onward />
    </Page>
  );
}

/** To the settings of the practice that it is about; where that is not known, of the only one where they work. */
function Onward({ organizationId, label }: { organizationId?: string; label?: string }) {
  const t = useWords(words);
  const { data = [] } = useMemberships();
  const teams = data.filter(({ role }) => role !== "client");
  const team = teams.find(({ organization_id }) => organization_id === organizationId) ?? (teams.length === 1 ? teams[0] : undefined);
  return <p>{team ? <ButtonLink look="primary" href={`/at/${team.organization_slug}/settings`}>{label ?? t.settings}</ButtonLink> : <ButtonLink href="/my">{t.overview}</ButtonLink>}</p>;
}

function readBack(): Back {
  const told = new URLSearchParams(location.search);
  return { code: told.get("code"), state: told.get("state"), error: told.get("error") };
}
