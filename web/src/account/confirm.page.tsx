/** Where the links of Auth's mails lead: `/confirm#kind=secret`.  Nothing happens before a person says so: programs that read mail follow links, too. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { LINK_KINDS, redeemLink, type LinkKind } from "../api/account";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";
import { Button, ButtonLink } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { Arrive } from "./arrive";
import { NewPassword } from "./new-password";
import { recallNext } from "./next";
import { words } from "./words";
import "./account.css";

interface MailedLink {
  kind: LinkKind;
  secret: string;
}

export default function ConfirmPage() {
  const t = useWords(words);
  const { session } = useSession();
  const [link, setLink] = useState(readLink);
  const [next] = useState(recallNext);
  useEffect(() => {
    const changed = () => setLink(readLink());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  // The link signed in somebody else than before, which makes every page anew.
  if (!link && session) return <Arrive next={next} />;
  if (!link) return <Page title={t.incomplete} lead={t.incompleteText}><p><ButtonLink href="/sign-in">{t.newLink}</ButtonLink></p></Page>;
  return <Mailed key={link.secret} link={link} next={next} />;
}

function Mailed({ link: { kind, secret }, next }: { link: MailedLink; next: string | null }) {
  const t = useWords(words);
  const api = useApi();
  const { session } = useSession();
  const [ended, setEnded] = useState(false);
  const using = useMutation({
    mutationFn: () => redeemLink(api, kind, secret),
    onMutate: hideSecret,
    onSuccess: (outcome) => outcome === "ended" && setEnded(true),
    onError: () => showSecret(kind, secret),
  });

  if (ended) return <Ended kind={kind} />;
  if (kind === "recovery") return <NewPassword secret={secret} onUse={hideSecret} onUnused={() => showSecret(kind, secret)} onEnded={() => setEnded(true)} />;
  if (using.data === "half") return <Page key="half" title={t.half} lead={t.halfText} />;
  if (using.data === "done" && kind === "email_change") {
    return (
      <Page key="changed" title={t.changed} lead={t.changedText(session?.user.email ?? "")}>
        <p><ButtonLink look="primary" href="/my/settings">{t.goOn}</ButtonLink></p>
      </Page>
    );
  }
  if (using.data === "done") return <Arrive next={next} />;
  return (
    <Page title={t.linkTitles[kind]} lead={t.linkTexts[kind]}>
      <div className="account">
        {session && kind !== "email_change" && <Notice tone="info"><p>{t.signedInAs(session.user.email ?? "")}</p></Notice>}
        {using.error && <FailureNotice error={using.error} />}
        <Button look="primary" onPress={() => using.mutate()} isPending={using.isPending}>{t.linkButtons[kind]}</Button>
      </div>
    </Page>
  );
}

function Ended({ kind }: { kind: LinkKind }) {
  const t = useWords(words);
  const again = kind === "recovery" ? "/reset" : kind === "email_change" ? "/my/settings" : "/sign-in";
  return <Page key="ended" title={t.ended} lead={t.endedText}><p><ButtonLink look="primary" href={again}>{t.newLink}</ButtonLink></p></Page>;
}

function readLink(): MailedLink | null {
  const [kind, secret] = location.hash.slice(1).split("=");
  return secret && (LINK_KINDS as readonly string[]).includes(kind ?? "") ? { kind: kind as LinkKind, secret } : null;
}

/** Once used it opens nothing any more; it need not stay in the browser's history either. */
function hideSecret(): void {
  history.replaceState(null, "", location.pathname);
}

/** Nothing came of it: it can be tried again, also after a reload. */
function showSecret(kind: LinkKind, secret: string): void {
  history.replaceState(null, "", `${location.pathname}#${kind}=${secret}`);
}
