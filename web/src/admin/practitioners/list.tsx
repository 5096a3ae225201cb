/** Profiles with what is missing, and what an admin does with them. */
import { useState } from "react";
import { useLocation } from "wouter";
import { useWrite, written } from "../../api/write";
import { useOrganization } from "../../app/organization";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../../components/data-table/data-table";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { keepFocus } from "../../components/modal/kept-focus";
import { Notice } from "../../components/notice/notice";
import { words as profileWords } from "../../components/profile/words";
import { Tag } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import type { Listed } from "./roster";
import { words } from "./words";

interface Change {
  who: Listed;
  patch: { published?: boolean; archived_at?: string | null };
  done: string;
}

export function PractitionerList({ caption, rows }: { caption: string; rows: readonly Listed[] }) {
  const t = useWords(words);
  const { needs, suspended } = useWords(profileWords);
  const { locale } = useSpeech();
  const number = new Intl.NumberFormat(locale).format;
  const { path } = useOrganization();
  const [, navigate] = useLocation();
  const [archiving, setArchiving] = useState<Listed | null>(null);
  const change = useWrite<Change>(
    (api, { who, patch }) => written(api.from("practitioners").update(patch).eq("practitioner_id", who.practitioner_id).select("practitioner_id")),
    {
      onDone: (_, { done }) => {
        setArchiving(null);
        toast(done);
        // Whoever is published goes to another list.
        keepFocus();
      },
    },
  );
  const address = (who: Listed) => path(`/practitioners?profile=${who.practitioner_id}`);
  const deeds = (who: Listed) => {
    const name = who.display_name;
    const open = { id: "open", name: t.open, act: () => navigate(address(who)) };
    // Out of use it is not public either, so that bringing it back shows nobody what is out of date.
    if (who.archived_at) return [open, { id: "restore", name: t.restore, act: () => change.mutate({ who, patch: { archived_at: null, published: false }, done: t.restoredNow(name) }) }];
    return [
      open,
      who.published
        ? { id: "unpublish", name: t.unpublish, act: () => change.mutate({ who, patch: { published: false }, done: t.unpublishedNow(name) }) }
        : { id: "publish", name: t.publish, act: () => change.mutate({ who, patch: { published: true }, done: t.publishedNow(name) }) },
      { id: "archive", name: t.archive, danger: true, act: () => { change.reset(); setArchiving(who); } },
    ];
  };
  return (
    <>
      {change.error && !archiving && (
        change.error.word === "illegal_transition" ? <Notice tone="problem"><p>{suspended}</p></Notice> : <FailureNotice error={change.error} />
      )}
      <DataTable
        caption={caption} rows={rows} rowKey={({ practitioner_id }) => practitioner_id}
        columns={[
          { id: "name", name: t.name, cell: (who) => <Link className="table-link" href={address(who)}>{who.display_name}</Link> },
          { id: "state", name: t.state, cell: ({ archived_at, published }) => (archived_at ? <Tag tone="over">{t.archived}</Tag> : published ? <Tag tone="good">{t.published}</Tag> : <Tag tone="waiting">{t.unpublished}</Tag>) },
          { id: "missing", name: t.missing, cell: ({ missing, archived_at }) => (archived_at ? "" : missing.length === 0 ? t.nothing : new Intl.ListFormat(locale).format(missing.map((need) => needs[need] ?? need))) },
          { id: "clients", name: t.clients, cell: ({ clients, limit }) => (clients === null ? "" : limit === null ? number(clients) : t.of(number(clients), number(limit))) },
          { id: "account", name: t.account, cell: ({ member_id }) => (member_id ? t.own : t.noAccount) },
          { id: "actions", name: t.actions, end: true, cell: (who) => <ActionMenu label={t.actionsFor(who.display_name)} quiet actions={deeds(who)} /> },
        ]}
      />
      {archiving && (
        <ConfirmDialog
          title={t.askArchive(archiving.display_name)} text={t.askArchiveText} confirm={t.archive} danger isOpen isPending={change.isPending} error={change.error} onClose={() => setArchiving(null)}
          onConfirm={() => change.mutate({ who: archiving, patch: { archived_at: new Date().toISOString(), published: false }, done: t.archivedNow(archiving.display_name) })}
        />
      )}
    </>
  );
}
