/** A new account, by an address and a password. */
import { isEmail } from "../api/checks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useSearch } from "wouter";
import { accountsOffered } from "../api/account";
import { signUp, type AccountProblem } from "../api/joining";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { Button, ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { Arrive } from "./arrive";
import { ownPath, rememberNext } from "./next";
import { PasswordInput, SHORTEST_PASSWORD } from "./password-input";
import { useErrors } from "./use-errors";
import { words } from "./words";
import "./account.css";

export default function SignUpPage() {
  const t = useWords(words);
  const api = useApi();
  const { session } = useSession();
  const search = useSearch();
  const next = ownPath(new URLSearchParams(search).get("next"));
  const [mailedTo, setMailedTo] = useState<string | null>(null);
  const { data: offered } = useQuery({ queryKey: ["accounts-offered"], staleTime: Infinity, queryFn: () => accountsOffered(api) });
  if (session) return <Arrive next={next} />;
  if (session === undefined) return <Loading />;
  if (offered && !offered.newAccounts) {
    return <Page title={t.signUp}><EmptyState title={t.notOffered} text={t.noNewAccounts} action={<ButtonLink href="/">{t.find}</ButtonLink>} /></Page>;
  }
  if (mailedTo) {
    return (
      <Page key="mailed" title={t.confirmTitle} lead={t.confirmSent(mailedTo)}>
        <p>{t.nothingCame}</p>
        <p><Button onPress={() => setMailedTo(null)}>{t.signUp}</Button></p>
      </Page>
    );
  }
  return (
    <Page title={t.signUp} lead={t.signUpLead}>
      <div className="account">
        <SignUpForm onMailed={(email) => { rememberNext(next); setMailedTo(email); }} />
        <div className="account-links"><Link href={`/sign-in${next ? `?next=${encodeURIComponent(next)}` : ""}`}>{t.hasAccount}</Link></div>
      </div>
    </Page>
  );
}

function SignUpForm({ onMailed }: { onMailed: (email: string) => void }) {
  const t = useWords(words);
  const api = useApi();
  const [email, setEmail] = useDraft("account.email", "");
  const [password, setPassword] = useState("");
  const { errors, setErrors, form } = useErrors<"email" | "password">();
  const making = useMutation({
    mutationFn: () => signUp(api, { email: email.trim(), password }),
    onSuccess: (problem: AccountProblem | null) => {
      if (problem === "exists") setErrors({ email: t.exists });
      if (problem === "confirm-address") onMailed(email.trim());
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wrong = {
      ...(!isEmail(email.trim()) && { email: t.needEmail }),
      ...(password.length < SHORTEST_PASSWORD && { password: t.tooShort(SHORTEST_PASSWORD) }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) making.mutate();
  };
  return (
    <form ref={form} className="account-card" noValidate onSubmit={submit}>
      <TextInput label={t.email} value={email} onChange={setEmail} type="email" name="email" autoComplete="username" error={errors.email} isRequired />
      <PasswordInput
        label={t.password} value={password} onChange={setPassword} kind="new" description={t.atLeast(SHORTEST_PASSWORD)} error={errors.password}
      />
      {making.error && <FailureNotice error={making.error} />}
      <Button type="submit" look="primary" isPending={making.isPending}>{t.create}</Button>
    </form>
  );
}
