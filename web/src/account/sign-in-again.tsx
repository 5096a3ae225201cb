/** Asks for a new sign-in over the page on which a session lapsed, which keeps what was typed. */
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useLocation } from "wouter";
import { mailSignInLink } from "../api/account";
import { signIn, type AccountProblem } from "../api/joining";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Modal } from "../components/modal/modal";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { rememberNext } from "./next";
import { PasswordInput } from "./password-input";
import { useErrors } from "./use-errors";
import { words } from "./words";
import "./account.css";

/** Only as the same person: for somebody else nothing of this page may stay. */
export function SignInAgain() {
  const t = useWords(words);
  const api = useApi();
  const { user, signOut } = useSession();
  const [location] = useLocation();
  const email = user?.email ?? "";
  const [password, setPassword] = useState("");
  const { errors, setErrors, form } = useErrors<"password">();
  const signing = useMutation({
    mutationFn: () => signIn(api, { email, password }),
    onSuccess: (problem: AccountProblem | null) => (problem ? setErrors({ password: t.wrongPassword }) : toast(t.lapsedBack)),
  });
  const mailing = useMutation({ mutationFn: () => mailSignInLink(api, email), onSuccess: () => rememberNext(location) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setErrors(password ? {} : { password: t.needPassword });
    if (password) signing.mutate();
  };

  // These pages are themselves about signing in.
  if (["/sign-in", "/sign-up", "/reset", "/confirm"].includes(location)) return null;
  return (
    <Modal title={t.lapsedTitle} isOpen onClose={() => undefined} mustAnswer>
      <p>{t.lapsedText(email)}</p>
      <form ref={form} className="form" noValidate onSubmit={submit}>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput label={t.password} value={password} onChange={setPassword} kind="current" error={errors.password} />
        {signing.error && <FailureNotice error={signing.error} />}
        <div className="actions">
          <Button type="submit" look="primary" isPending={signing.isPending}>{t.signIn}</Button>
          <Button onPress={() => mailing.mutate()} isPending={mailing.isPending}>{t.mailLink}</Button>
        </div>
        {mailing.isSuccess && <Notice tone="success"><p>{t.lapsedLink(email)}</p></Notice>}
        {mailing.error && <FailureNotice error={mailing.error} />}
        <p><Button look="quiet" onPress={() => void signOut()}>{t.leave}</Button> <span className="field-help">{t.leaveText}</span></p>
      </form>
    </Modal>
  );
}
