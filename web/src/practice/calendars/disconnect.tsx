/** The way out: the provider is told, and what lets us in is deleted. */
import { useState } from "react";
import { useEdge, type CalendarConnection } from "../../calendars/api";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Notice } from "../../components/notice/notice";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

export function Disconnect({ connection: { connection_id }, isRequired }: { connection: CalendarConnection; isRequired: boolean }) {
  const t = useWords(words);
  const [asking, setAsking] = useState(false);
  const end = useEdge<null>(() => ["DELETE", `/api/calendar/connections/${connection_id}`], () => {
    setAsking(false);
    toast(t.disconnected);
  });
  return (
    <>
      <p><Button look="danger-quiet" onPress={() => { end.reset(); setAsking(true); }}>{t.disconnect}</Button></p>
      <ConfirmDialog
        title={t.askDisconnect} text={t.askDisconnectText} confirm={t.disconnect} danger isOpen={asking} isPending={end.isPending} error={end.error}
        onConfirm={() => end.mutate(null)} onClose={() => setAsking(false)}
      >
        {isRequired && <Notice tone="warning"><p>{t.askDisconnectRequired}</p></Notice>}
      </ConfirmDialog>
    </>
  );
}
