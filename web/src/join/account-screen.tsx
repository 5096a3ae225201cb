/** Address and password, for a new account or one that exists; then the invitation is accepted. */
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { PasswordInput, SHORTEST_PASSWORD } from "../account/password-input";
import { useErrors } from "../account/use-errors";
import { isEmail } from "../api/checks";
import { signIn, signUp } from "../api/joining";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { words } from "./words";

export function AccountScreen({ isJoining, onSignedIn }: { isJoining: boolean; onSignedIn: () => void }) {
  const t = useWords(words);
  const api = useApi();
  const [isNew, setIsNew] = useState(true);
  const [email, setEmail] = useDraft("account.email", "");
  const [password, setPassword] = useState("");
  const { errors, setErrors, form } = useErrors<"email" | "password">();
  const enter = useMutation({
    mutationFn: () => (isNew ? signUp : signIn)(api, { email: email.trim(), password }),
    onSuccess: (problem) => {
      if (!problem) return onSignedIn();
      if (problem === "exists") {
        setIsNew(false);
        setErrors({ email: t.mistakes.exists });
      }
      if (problem === "credentials") setErrors({ password: t.mistakes.credentials });
    },
  });
  const isPending = enter.isPending || isJoining;

  function send(event: SubmitEvent): void {
    event.preventDefault();
    const wrong = {
      ...(!isEmail(email.trim()) && { email: t.mistakes.email }),
      ...(password.length < SHORTEST_PASSWORD && { password: t.mistakes.password }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) enter.mutate();
  }

  return (
    <Page title={t.title} lead={t.explain}>
      {enter.error && <FailureNotice error={enter.error} takesFocus />}
      {enter.data === "confirm-address" && <Notice tone="success" takesFocus><p className="notice-text">{t.checkMail}</p></Notice>}
      <div className="actions" role="group" aria-label={t.choice}>
        {[true, false].map((one) => (
          <button key={String(one)} type="button" className="button toggle" aria-pressed={isNew === one} onClick={() => setIsNew(one)}>{one ? t.signUp : t.signIn}</button>
        ))}
      </div>
      <form ref={form} className="form" noValidate onSubmit={send}>
        <TextInput label={t.email} value={email} onChange={setEmail} type="email" name="email" autoComplete="username" error={errors.email} isRequired />
        <PasswordInput
          label={t.password} value={password} onChange={setPassword} kind={isNew ? "new" : "current"}
          {...(isNew && { description: t.passwordHelp })} error={errors.password}
        />
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending}>{isPending ? t.working : isNew ? t.submitSignUp : t.submitSignIn}</Button>
        </div>
      </form>
    </Page>
  );
}
