/** The two ways to connect a calendar. */
import { useState } from "react";
import { Failure } from "../../api/failure";
import { useOrganization } from "../../app/organization";
import { useEdge, type Provider } from "../../calendars/api";
import { Button } from "../../components/button/button";
import { EditForm } from "../../components/edit-form/edit-form";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { TextInput } from "../../components/fields/text-input";
import { Modal } from "../../components/modal/modal";
import { Notice } from "../../components/notice/notice";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

/** With *again*, only the provider that is known, by another name. */
export function Connect({ again }: { again?: Provider }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const [asking, setAsking] = useState(false);
  const google = useEdge<null, { authorization_url: string }>(
    () => ["POST", "/api/calendar/connect", { organization_id, provider: "google" }],
    ({ authorization_url }) => location.assign(authorization_url),
  );
  return (
    <>
      <div className="actions">
        {again !== "caldav" && <Button look="primary" isPending={google.isPending || google.isSuccess} onPress={() => google.mutate(null)}>{again ? t.again : t.google}</Button>}
        {again !== "google" && <Button look={again ? "primary" : "plain"} onPress={() => setAsking(true)}>{again ? t.again : t.caldav}</Button>}
      </div>
      {google.error ? <FailureNotice error={google.error} /> : null}
      <Modal title={t.caldavTitle} isOpen={asking} onClose={() => setAsking(false)}>
        <CalDav onDone={() => setAsking(false)} />
      </Modal>
    </>
  );
}

function CalDav({ onDone }: { onDone: () => void }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const [given, setGiven] = useState({ url: "", username: "", password: "" });
  const [problems, setProblems] = useState<Partial<Record<keyof typeof given, string | undefined>>>({});
  const connect = useEdge<typeof given>((account) => ["POST", "/api/calendar/connect", { organization_id, provider: "caldav", ...account }], () => {
    toast(t.connected);
    onDone();
  });
  const submit = () => {
    const found = {
      url: given.url.trim() ? undefined : t.urlNeeded,
      username: given.username.trim() ? undefined : t.usernameNeeded,
      password: given.password ? undefined : t.passwordNeeded,
    };
    setProblems(found);
    if (Object.values(found).some(Boolean)) return;
    const url = given.url.trim();
    connect.mutate({ ...given, url: url.includes("://") ? url : `https://${url}`, username: given.username.trim() });
  };
  const word = connect.error instanceof Failure ? connect.error.word : null;
  const known = word === "not_allowed" ? t.refused : word === "invalid_argument" ? t.noAccount : null;
  const field = (name: keyof typeof given) => ({ value: given[name], onChange: (value: string) => setGiven({ ...given, [name]: value }), error: problems[name] });
  return (
    <>
      <p>{t.caldavText}</p>
      <EditForm label={t.caldavTitle} submit={t.connect} isPending={connect.isPending} error={known ? null : connect.error} problems={problems} onSubmit={submit}>
        <TextInput label={t.url} description={t.urlHelp} {...field("url")} autoComplete="off" spellCheck="false" maxLength={500} />
        <TextInput label={t.username} {...field("username")} autoComplete="off" spellCheck="false" maxLength={320} />
        <TextInput label={t.password} description={t.passwordHelp} type="password" {...field("password")} autoComplete="off" maxLength={500} />
        {known && <Notice tone="problem" takesFocus={connect.error as object}><p>{known}</p></Notice>}
      </EditForm>
    </>
  );
}
