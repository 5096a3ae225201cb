/** How a member is called here, and the way out. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { useOrganization } from "../app/organization";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { EditForm } from "../components/edit-form/edit-form";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { words } from "./membership-words";

export function Membership() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id } = useOrganization();
  const { session } = useSession();
  const user_id = session?.user.id ?? "";
  const query = useQuery({
    queryKey: ["practice", organization_id, "my name", user_id],
    queryFn: () => ask<{ display_name: string }[]>(api.from("members").select("display_name").match({ organization_id, user_id })),
  });
  return (
    <Panel title={t.title}>
      <QueryView query={query}>{([member]) => member && <Name key={member.display_name} known={member.display_name} />}</QueryView>
      <Leave />
    </Panel>
  );
}

function Name({ known }: { known: string }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const [name, setName] = useState(known);
  const [problems, setProblems] = useState<{ name?: string | undefined }>({});
  const change = useVerb("change_display_name", { onDone: () => toast(t.saved) });
  const save = () => {
    const found = { name: name.trim() ? undefined : t.needName };
    setProblems(found);
    if (!found.name) change.mutate({ organization_id, display_name: name.trim() });
  };
  return (
    <EditForm label={t.title} onSubmit={save} isPending={change.isPending} error={change.error} problems={problems}>
      <TextInput label={t.name} description={t.nameHelp} value={name} onChange={setName} autoComplete="name" maxLength={200} error={problems.name} />
    </EditForm>
  );
}

function Leave() {
  const t = useWords(words);
  const { organization_id, organization_name } = useOrganization();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const leave = useVerb("leave_organization", {
    onDone: () => {
      setAsking(false);
      toast(t.left(organization_name));
      navigate("/my");
    },
  });
  // What is in the way is named by the server: the appointments, with their references.
  const known = leave.error?.word === "rule_in_use" ? t.bookings(leave.error.detail.match(/: (.*)\.$/)?.[1]?.replace(/ on (\S+ \S+?)(?=,|$)/g, " ($1)") ?? "") : leave.error?.word === "illegal_transition" ? t.lastAdmin : null;
  return (
    <>
      <p><Button look="danger-quiet" onPress={() => setAsking(true)}>{t.leave}</Button></p>
      <ConfirmDialog
        title={t.askLeave(organization_name)} text={t.leaveText} confirm={t.leave} danger isOpen={asking} isPending={leave.isPending} error={known ? null : leave.error}
        onConfirm={() => leave.mutate({ organization_id })} onClose={() => { setAsking(false); leave.reset(); }}
      >
        {known && <Notice tone="problem"><p>{known}</p></Notice>}
      </ConfirmDialog>
    </>
  );
}
