/** The name that booking forms begin with, and the address that one signs in with. */
import { isEmail } from "../api/checks";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useErrors } from "../account/use-errors";
import { changeEmail, setName } from "../api/account";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { words } from "./settings-words";

export function NameForm() {
  const t = useWords(words);
  const api = useApi();
  const { session } = useSession();
  const known = (session?.user.user_metadata as { name?: string } | undefined)?.name ?? "";
  const [name, setTyped, forget] = useDraft("my.name", known);
  const saving = useMutation({
    mutationFn: () => setName(api, name.trim()),
    onSuccess: () => {
      forget();
      toast(t.saved);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className="form" noValidate onSubmit={submit}>
      <TextInput label={t.name} description={t.nameHelp} value={name} onChange={setTyped} name="name" autoComplete="name" maxLength={200} />
      {saving.error && <FailureNotice error={saving.error} />}
      <div className="actions"><Button type="submit" isPending={saving.isPending}>{t.save}</Button></div>
    </form>
  );
}

export function EmailForm() {
  const t = useWords(words);
  const api = useApi();
  const { user } = useSession();
  const [email, setEmail] = useState("");
  const { errors, setErrors, form } = useErrors<"email">();
  const changing = useMutation({
    mutationFn: () => changeEmail(api, email.trim()),
    onSuccess: (problem) => (problem ? setErrors({ email: t.takenEmail }) : setEmail("")),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    changing.reset();
    const isSame = email.trim().toLowerCase() === user?.email.toLowerCase();
    const wrong = !isEmail(email.trim()) ? { email: t.needEmail } : isSame ? { email: t.sameEmail } : {};
    setErrors(wrong);
    if (!wrong.email) changing.mutate();
  };
  return (
    <form ref={form} className="form" noValidate onSubmit={submit}>
      <p>{t.emailNow(user?.email ?? "")}</p>
      <TextInput label={t.newEmail} value={email} onChange={setEmail} type="email" name="email" autoComplete="email" error={errors.email} />
      {changing.error && <FailureNotice error={changing.error} />}
      {changing.isSuccess && changing.data === null && <Notice tone="success"><p>{t.emailSent}</p></Notice>}
      <div className="actions"><Button type="submit" isPending={changing.isPending}>{t.changeEmail}</Button></div>
    </form>
  );
}
