/** The platform's support: allowed, seen and ended here. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { QueryView } from "../../components/query-view/query-view";
import { Tag, type TagTone } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { useSupport, type Support as One } from "./api";
import { words, type SupportStatus } from "./words";

const TONES: Record<SupportStatus, TagTone> = { requested: "waiting", live: "bad", ended: "over", declined: "over" };

export function Support() {
  const t = useWords(words);
  const { moment } = useMoments();
  const query = useSupport();
  const [asked, setAsked] = useState<One | null>(null);
  const allow = useVerb("allow_support_access", { onDone: () => { setAsked(null); toast(t.supportAllowed); } });
  const end = useVerb("end_support_access", { onDone: () => toast(t.supportEnded) });
  const until = ({ status, minutes, expires_at, ended_at }: One) => {
    if (status === "requested") return t.forMinutes(minutes);
    return status === "declined" ? "" : moment(ended_at ?? expires_at);
  };
  return (
    <>
      {end.error && <FailureNotice error={end.error} />}
      <QueryView query={query}>
        {(requests) => (requests.length === 0 ? <EmptyState title={t.noSupport} text={t.noSupportText} /> : (
          <DataTable
            caption={t.support} rows={requests} rowKey={({ support_id }) => support_id}
            columns={[
              { id: "reason", name: t.reason, cell: ({ reason }) => reason },
              { id: "state", name: t.state, cell: ({ status }) => <Tag tone={TONES[status]}>{t.supportStates[status]}</Tag> },
              { id: "asked", name: t.asked, cell: ({ requested_at }) => moment(requested_at) },
              { id: "by", name: t.allowedBy, cell: ({ allowed_by_name }) => allowed_by_name },
              { id: "until", name: t.until, cell: until },
              {
                id: "actions", name: t.actions, end: true,
                cell: (one) => (
                  <div className="actions">
                    {one.status === "requested" && <Button onPress={() => { allow.reset(); setAsked(one); }}>{t.allow}</Button>}
                    {(one.status === "requested" || one.status === "live") && (
                      <Button look="danger-quiet" isPending={end.isPending} onPress={() => end.mutate({ support_id: one.support_id })}>
                        {one.status === "live" ? t.endNow : t.decline}
                      </Button>
                    )}
                  </div>
                ),
              },
            ]}
          />
        ))}
      </QueryView>
      {asked && (
        <ConfirmDialog
          title={t.askAllow} text={t.askAllowText(t.forMinutes(asked.minutes))} confirm={t.allow} isOpen isPending={allow.isPending} error={allow.error}
          onConfirm={() => allow.mutate({ support_id: asked.support_id })} onClose={() => setAsked(null)}
        >
          <p><strong>{t.reason}</strong>{t.colon}{asked.reason}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
