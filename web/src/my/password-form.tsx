/** A new password, for those who know the current one; others get a link by mail. */
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { PasswordInput, SHORTEST_PASSWORD } from "../account/password-input";
import { useErrors } from "../account/use-errors";
import { words as accountWords } from "../account/words";
import { mailReset, setPassword } from "../api/account";
import { signIn } from "../api/joining";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { words } from "./settings-words";
import "../account/account.css";

export function PasswordForm() {
  const t = useWords(words);
  const a = useWords(accountWords);
  const api = useApi();
  const email = useSession().user?.email ?? "";
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { errors, setErrors, form } = useErrors<"current" | "next">();
  const changing = useMutation({
    // Whoever finds an open session must not be able to take the account over.
    mutationFn: async () => ((await signIn(api, { email, password: current })) ? "wrong" : setPassword(api, next)),
    onSuccess: (problem) => {
      if (problem === "wrong") return setErrors({ current: t.wrongCurrent });
      if (problem) return setErrors({ next: a[problem] });
      setCurrent("");
      setNext("");
      toast(t.passwordChanged);
    },
  });
  const mailing = useMutation({ mutationFn: () => mailReset(api, email) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wrong = {
      ...(!current && { current: a.needPassword }),
      ...(next.length < SHORTEST_PASSWORD && { next: a.tooShort(SHORTEST_PASSWORD) }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) changing.mutate();
  };
  return (
    <form ref={form} className="form" noValidate onSubmit={submit}>
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput label={t.current} value={current} onChange={setCurrent} kind="current" error={errors.current} />
      <PasswordInput label={t.next} value={next} onChange={setNext} kind="new" description={a.atLeast(SHORTEST_PASSWORD)} error={errors.next} />
      {changing.error && <FailureNotice error={changing.error} />}
      {mailing.error && <FailureNotice error={mailing.error} />}
      {mailing.isSuccess && <Notice tone="success"><p>{t.resetSent}</p></Notice>}
      <div className="actions">
        <Button type="submit" isPending={changing.isPending}>{t.changePassword}</Button>
        <Button look="quiet" onPress={() => mailing.mutate()} isPending={mailing.isPending}>{t.noPassword}</Button>
      </div>
    </form>
  );
}
