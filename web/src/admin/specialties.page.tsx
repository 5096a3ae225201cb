/** The taxonomy of specialties (DR-7.1). */
import { useState } from "react";
import { useWrite, written } from "../api/write";
import { ActionMenu } from "../components/action-menu/action-menu";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { Modal } from "../components/modal/modal";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { NameForm } from "./specialties/name-form";
import { useTaxonomy, type Specialty } from "./specialties/taxonomy";
import { words } from "./specialties/words";

export default function Specialties() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const taxonomy = useTaxonomy();
  const [renaming, setRenaming] = useState<Specialty | null>(null);
  const [removing, setRemoving] = useState<Specialty | null>(null);
  const remove = useWrite<Specialty>(
    (api, { specialty_id }) => written(api.from("specialties").delete().eq("specialty_id", specialty_id).select("specialty_id")),
    {
      onDone: (_, { name }) => {
        setRemoving(null);
        toast(t.removed(name));
      },
    },
  );
  const listed = (names: string[]) => new Intl.ListFormat(locale).format(names);
  const inUse = removing && removing.practitioners.length > 0 ? t.inUse(listed(removing.practitioners)) : remove.error?.word === "rule_in_use" ? t.inUseNow : null;
  return (
    <Page title={t.title} lead={t.lead}>
      <QueryView query={taxonomy}>
        {(all) => (
          <>
            <Panel title={t.addTitle}><NameForm others={all} submit={t.add} onDone={(name) => toast(t.added(name))} /></Panel>
            <Panel title={t.list}>
              {all.length === 0 ? <EmptyState title={t.none} text={t.noneText} /> : (
                <DataTable
                  caption={t.list} rows={all} rowKey={({ specialty_id }) => specialty_id}
                  columns={[
                    { id: "name", name: t.name, cell: ({ name }) => name },
                    { id: "used", name: t.used, cell: ({ practitioners }) => (practitioners.length > 0 ? listed(practitioners) : t.unused) },
                    {
                      id: "actions", name: t.actions, end: true,
                      cell: (specialty) => (
                        <ActionMenu
                          label={t.actionsFor(specialty.name)} quiet
                          actions={[
                            { id: "rename", name: t.rename, act: () => setRenaming(specialty) },
                            { id: "remove", name: t.remove, danger: true, act: () => { remove.reset(); setRemoving(specialty); } },
                          ]}
                        />
                      ),
                    },
                  ]}
                />
              )}
            </Panel>
            {renaming && (
              <Modal title={t.renameTitle(renaming.name)} isOpen onClose={() => setRenaming(null)}>
                <NameForm specialty={renaming} others={all} submit={t.rename} onDone={(name) => { setRenaming(null); toast(t.renamed(name)); }} />
              </Modal>
            )}
          </>
        )}
      </QueryView>
      {removing && (
        <ConfirmDialog
          title={t.askRemove(removing.name)} text={t.askRemoveText} confirm={t.remove} danger isOpen isPending={remove.isPending} error={inUse ? null : remove.error}
          onConfirm={() => remove.mutate(removing)} onClose={() => setRemoving(null)}
        >
          {inUse && <Notice tone="warning"><p>{inUse}</p></Notice>}
        </ConfirmDialog>
      )}
    </Page>
  );
}
