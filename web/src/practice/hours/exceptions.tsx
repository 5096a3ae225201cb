/** Time off and extra hours that are planned, and dialogs to plan more. */
import { useState } from "react";
import { forgetDraft } from "../../app/draft";
import { Button } from "../../components/button/button";
import { CutNote } from "../../components/cut-note/cut-note";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Modal } from "../../components/modal/modal";
import { keepFocus } from "../../components/modal/kept-focus";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import type { Exception } from "../schedule/data";
import { EXCEPTIONS } from "./data";
import { draftName, ExceptionForm, type ExceptionKind } from "./exception-form";
import { exceptionSpan } from "./exception-span";
import { StrandedDialog } from "./stranded-dialog";
import { useChange } from "./use-change";
import { outcomeIn } from "./weekly-hours";
import { words } from "./words";

const KINDS = ["closeDays", "takeOff", "addExtra"] as const;

export function Exceptions({ practitionerId, exceptions, zone }: { practitionerId: string; exceptions: Exception[]; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [planning, setPlanning] = useState<ExceptionKind | null>(null);
  const change = useChange(practitionerId, (outcome) => {
    if (planning) forgetDraft(draftName(practitionerId, planning));
    setPlanning(null);
    keepFocus();
    toast(outcome.stranded.length > 0 ? outcomeIn(t, outcome) : t.changed);
  });
  const when = (one: Exception) => exceptionSpan(one, locale, zone);

  return (
    <Panel title={t.exceptions} actions={KINDS.map((kind) => <Button key={kind} onPress={() => setPlanning(kind)}>{t[kind]}</Button>)}>
      {change.error && !planning && !change.stranded && <FailureNotice error={change.error} />}
      {exceptions.length === 0 ? <EmptyState title={t.noExceptions} text={t.noExceptionsText} /> : (
        <DataTable
          caption={t.exceptions} rows={exceptions.slice(0, EXCEPTIONS)} rowKey={({ exception_id }) => exception_id}
          columns={[
            { id: "when", name: t.when, cell: when },
            { id: "kind", name: t.kind, cell: ({ kind }) => (kind === "time_off" ? t.timeOff : t.extra) },
            { id: "note", name: t.note, cell: ({ reason, capacity }) => [reason, capacity !== null && t.seatsShort(capacity)].filter(Boolean).join(" · ") },
            {
              id: "deed", name: t.deed,
              cell: (one) => (
                <Button
                  look="danger-quiet" aria-label={t.undoOf(when(one))} isDisabled={change.isPending}
                  onPress={() => change.attempt({ changes: [{ change: "delete_exception", exception_id: one.exception_id }] })}
                >{t.undo}</Button>
              ),
            },
          ]}
        />
      )}
      <CutNote rows={exceptions} most={EXCEPTIONS} />
      {planning && !change.stranded && (
        <Modal title={t[planning]} isOpen onClose={() => setPlanning(null)}>
          <ExceptionForm kind={planning} zone={zone} practitionerId={practitionerId} change={change} onClose={() => setPlanning(null)} />
        </Modal>
      )}
      <StrandedDialog change={change} zone={zone} />
    </Panel>
  );
}
