/** Who looks over whose shoulder: begun and ended here. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { DataTable } from "../../components/data-table/data-table";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Check } from "../../components/fields/check";
import { Choice } from "../../components/fields/choice";
import { QueryView } from "../../components/query-view/query-view";
import { Tag } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import "./permissions.css";
import { useSupervisions, type Supervision as One } from "./api";
import { words } from "./words";

interface Draft {
  supervisor_id: string | null;
  practitioner_id: string | null;
  may_read_notes: boolean;
}

const NONE: Draft = { supervisor_id: null, practitioner_id: null, may_read_notes: false };

export function Supervision() {
  const t = useWords(words);
  const query = useSupervisions();
  return (
    <QueryView query={query}>
      {({ supervisions, members, practitioners }) => (
        <>
          {supervisions.length === 0 ? <EmptyState title={t.noSupervision} text={t.noSupervisionText} /> : <List supervisions={supervisions} />}
          <div className="supervision-begin"><Begin members={members} practitioners={practitioners} /></div>
        </>
      )}
    </QueryView>
  );
}

function List({ supervisions }: { supervisions: readonly One[] }) {
  const t = useWords(words);
  const { date } = useMoments();
  const begin = useVerb("begin_supervision", { onDone: () => toast(t.supervisionChanged) });
  const end = useVerb("end_supervision", { onDone: () => toast(t.supervisionEnded) });
  const failure = begin.error ?? end.error;
  const deeds = ({ supervision_id, supervisor_id, practitioner_id, may_read_notes }: One) => [
    {
      id: "notes", name: may_read_notes ? t.withoutNotes : t.withNotes,
      act: () => begin.mutate({ supervisor_id, practitioner_id, may_read_notes: !may_read_notes }),
    },
    { id: "end", name: t.endSupervision, danger: true, act: () => end.mutate({ supervision_id }) },
  ];
  return (
    <>
      {failure && <FailureNotice error={failure} />}
      <DataTable
        caption={t.supervision} rows={supervisions} rowKey={({ supervision_id }) => supervision_id}
        columns={[
          { id: "supervisor", name: t.supervisor, cell: ({ supervisor_name }) => supervisor_name },
          { id: "practitioner", name: t.supervised, cell: ({ practitioner_name }) => practitioner_name },
          { id: "notes", name: t.notes, cell: ({ may_read_notes }) => (may_read_notes ? t.yes : t.no) },
          { id: "since", name: t.since, cell: ({ since }) => date(since) },
          { id: "state", name: t.state, cell: ({ ended_at }) => (ended_at ? <Tag tone="over">{t.endedOn(date(ended_at))}</Tag> : <Tag tone="good">{t.current}</Tag>) },
          {
            id: "actions", name: t.actions, end: true,
            cell: (one) => (one.ended_at ? "" : <ActionMenu label={t.actionsFor(one.supervisor_name ?? "", one.practitioner_name ?? "")} quiet actions={deeds(one)} />),
          },
        ]}
      />
    </>
  );
}

interface BeginProps {
  members: readonly { member_id: string; display_name: string }[];
  practitioners: readonly { practitioner_id: string; display_name: string; member_id: string | null }[];
}

function Begin({ members, practitioners }: BeginProps) {
  const t = useWords(words);
  const [draft, setDraft] = useState(NONE);
  const [problems, setProblems] = useState<Problems<Draft>>({});
  const begin = useVerb("begin_supervision", { onDone: () => { setDraft(NONE); toast(t.supervisionBegun); } });
  const supervised = practitioners.find(({ practitioner_id }) => practitioner_id === draft.practitioner_id);
  const send = () => {
    const self = supervised?.member_id && supervised.member_id === draft.supervisor_id;
    const found: Problems<Draft> = {
      supervisor_id: draft.supervisor_id ? (self ? t.notOneself : undefined) : t.chooseSupervisor,
      practitioner_id: draft.practitioner_id ? undefined : t.chooseSupervised,
    };
    setProblems(found);
    if (!found.supervisor_id && !found.practitioner_id) begin.mutate({ ...draft });
  };
  return (
    <EditForm label={t.beginSupervision} onSubmit={send} isPending={begin.isPending} error={begin.error} problems={problems} submit={t.beginSupervision}>
      <Choice
        label={t.supervisor} options={members.map(({ member_id, display_name }) => ({ id: member_id, name: display_name }))} value={draft.supervisor_id}
        onChange={(supervisor_id) => setDraft({ ...draft, supervisor_id })} error={problems.supervisor_id}
      />
      <Choice
        label={t.supervised} options={practitioners.map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name }))}
        value={draft.practitioner_id} onChange={(practitioner_id) => setDraft({ ...draft, practitioner_id })} error={problems.practitioner_id}
      />
      <Check label={t.mayReadNotes} isSelected={draft.may_read_notes} onChange={(may_read_notes) => setDraft({ ...draft, may_read_notes })} />
    </EditForm>
  );
}
