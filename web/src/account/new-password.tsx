/** A new password, by the link of a mail; the link is used only when the password is sent. */
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type SubmitEvent } from "react";
import { redeemLink, setPassword, type PasswordProblem } from "../api/account";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { Arrive } from "./arrive";
import { PasswordInput, SHORTEST_PASSWORD } from "./password-input";
import { useErrors } from "./use-errors";
import { words } from "./words";

interface NewPasswordProps {
  secret: string;
  onUse: () => void;
  onUnused: () => void;
  onEnded: () => void;
}

export function NewPassword({ secret, onUse, onUnused, onEnded }: NewPasswordProps) {
  const t = useWords(words);
  const api = useApi();
  const [password, change] = useState("");
  const { errors, setErrors, form } = useErrors<"password">();
  const used = useRef(false);
  const setting = useMutation({
    mutationFn: async (): Promise<PasswordProblem | "ended" | null> => {
      if (!used.current) {
        onUse();
        if ((await redeemLink(api, "recovery", secret)) === "ended") return "ended";
        used.current = true;
      }
      return setPassword(api, password);
    },
    onSuccess: (problem) => {
      if (problem === "ended") onEnded();
      else if (problem) setErrors({ password: t[problem] });
      else toast(t.passwordSet);
    },
    onError: () => !used.current && onUnused(),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wrong = password.length < SHORTEST_PASSWORD ? { password: t.tooShort(SHORTEST_PASSWORD) } : {};
    setErrors(wrong);
    if (!wrong.password) setting.mutate();
  };

  if (setting.isSuccess && setting.data === null) return <Arrive next={null} />;
  return (
    <Page title={t.reset} lead={t.linkTexts.recovery}>
      <div className="account">
        <form ref={form} className="account-card" noValidate onSubmit={submit}>
          <PasswordInput
            label={t.newPassword} value={password} onChange={change} kind="new" description={t.atLeast(SHORTEST_PASSWORD)} error={errors.password}
          />
          {setting.error && <FailureNotice error={setting.error} />}
          <Button type="submit" look="primary" isPending={setting.isPending}>{t.setPassword}</Button>
        </form>
      </div>
    </Page>
  );
}
