/** For who is signed in already: whether it is they who were invited. */
import { useMutation } from "@tanstack/react-query";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { words } from "./words";

interface AcceptScreenProps {
  email: string;
  isPending: boolean;
  error: unknown;
  onAccept: () => void;
}

export function AcceptScreen({ email, isPending, error, onAccept }: AcceptScreenProps) {
  const t = useWords(words);
  const { signOut } = useSession();
  const leave = useMutation({ mutationFn: signOut });
  return (
    <Page title={t.title} lead={t.as(email)}>
      {error ? <FailureNotice error={error} takesFocus /> : null}
      <div className="actions">
        <Button look="primary" onPress={onAccept} isPending={isPending}>{isPending ? t.working : t.accept}</Button>
        <Button look="quiet" onPress={() => leave.mutate()} isPending={leave.isPending}>{t.other}</Button>
      </div>
    </Page>
  );
}
