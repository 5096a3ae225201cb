/** Signing in: by password, or by a link in a mail. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useSearch } from "wouter";
import { accountsOffered, mailSignInLink } from "../api/account";
import { isEmail } from "../api/checks";
import { signIn, type AccountProblem } from "../api/joining";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { Button, ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { Arrive } from "./arrive";
import { ownPath, rememberNext } from "./next";
import { PasswordInput } from "./password-input";
import { useErrors } from "./use-errors";
import { words } from "./words";
import "./account.css";

export default function SignInPage() {
  const t = useWords(words);
  const api = useApi();
  const { session } = useSession();
  const search = useSearch();
  const next = ownPath(new URLSearchParams(search).get("next"));
  const { data: offered } = useQuery({ queryKey: ["accounts-offered"], staleTime: Infinity, queryFn: () => accountsOffered(api) });
  if (session) return <Arrive next={next} />;
  if (session === undefined) return <Loading />;
  if (offered && !offered.byMail) {
    return <Page title={t.signIn}><EmptyState title={t.notOffered} text={t.noMail} action={<ButtonLink href="/">{t.find}</ButtonLink>} /></Page>;
  }
  const kept = next ? `?next=${encodeURIComponent(next)}` : "";
  return (
    <Page title={t.signIn} lead={t.signInLead}>
      <div className="account">
        <SignInForm next={next} />
        <div className="account-links">
          <Link href="/reset">{t.forgot}</Link>
          {offered?.newAccounts !== false && <Link href={`/sign-up${kept}`}>{t.noAccount}</Link>}
        </div>
      </div>
    </Page>
  );
}

function SignInForm({ next }: { next: string | null }) {
  const t = useWords(words);
  const api = useApi();
  const [email, setEmail] = useDraft("account.email", "");
  const [password, setPassword] = useState("");
  const { errors, setErrors, form } = useErrors<"email" | "password">();
  const address = email.trim();
  const signing = useMutation({
    mutationFn: () => signIn(api, { email: address, password }),
    onSuccess: (problem: AccountProblem | null) => {
      if (problem) setErrors(problem === "confirm-address" ? { email: t.confirmFirst } : { password: t.wrongPassword });
    },
  });
  const mailing = useMutation({
    mutationFn: (to: string) => mailSignInLink(api, to),
    onSuccess: () => rememberNext(next),
  });

  const checked = (act: () => void, needsPassword: boolean) => {
    const wrong = {
      ...(!isEmail(email.trim()) && { email: t.needEmail }),
      ...(needsPassword && !password && { password: t.needPassword }),
    };
    setErrors(wrong);
    signing.reset();
    mailing.reset();
    if (Object.keys(wrong).length === 0) act();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    checked(() => signing.mutate(), true);
  };

  return (
    <form ref={form} className="account-card" noValidate onSubmit={submit}>
      <TextInput label={t.email} value={email} onChange={setEmail} type="email" name="email" autoComplete="username" error={errors.email} isRequired />
      <PasswordInput label={t.password} value={password} onChange={setPassword} kind="current" error={errors.password} />
      {signing.error && <FailureNotice error={signing.error} />}
      <Button type="submit" look="primary" isPending={signing.isPending}>{t.signIn}</Button>
      <p className="account-or">{t.or}</p>
      <Button onPress={() => checked(() => mailing.mutate(address), false)} isPending={mailing.isPending}>{t.mailLink}</Button>
      {mailing.isSuccess
        ? <Notice tone="success"><p>{t.linkSent(mailing.variables)}</p><p>{t.nothingCame}</p></Notice>
        : <p className="field-help">{t.linkHelp}</p>}
      {mailing.error && <FailureNotice error={mailing.error} />}
    </form>
  );
}
