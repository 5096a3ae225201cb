/** Asks for a mail whose link leads to a new password. */
import { isEmail } from "../api/checks";
import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { mailReset } from "../api/account";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { useErrors } from "./use-errors";
import { words } from "./words";
import "./account.css";

export default function ResetPage() {
  const t = useWords(words);
  const api = useApi();
  const [email, setEmail] = useDraft("account.email", "");
  const { errors, setErrors, form } = useErrors<"email">();
  const mailing = useMutation({ mutationFn: (to: string) => mailReset(api, to) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wrong = isEmail(email.trim()) ? {} : { email: t.needEmail };
    setErrors(wrong);
    mailing.reset();
    if (!wrong.email) mailing.mutate(email.trim());
  };
  return (
    <Page title={t.reset} lead={t.resetLead}>
      <div className="account">
        <form ref={form} className="account-card" noValidate onSubmit={submit}>
          <TextInput label={t.email} value={email} onChange={setEmail} type="email" name="email" autoComplete="username" error={errors.email} isRequired />
          {mailing.error && <FailureNotice error={mailing.error} />}
          <Button type="submit" look="primary" isPending={mailing.isPending}>{t.resetSend}</Button>
          {mailing.isSuccess && <Notice tone="success"><p>{t.resetSent(mailing.variables)}</p><p>{t.nothingCame}</p></Notice>}
        </form>
        <div className="account-links"><Link href="/sign-in">{t.backToSignIn}</Link></div>
      </div>
    </Page>
  );
}
