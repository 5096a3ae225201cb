/** What becomes of free times while the calendar is silent, and who invites clients. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import type { CalendarConnection } from "../../calendars/api";
import { EditForm } from "../../components/edit-form/edit-form";
import { Radios } from "../../components/fields/radios";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

export function Choices({ connection: { connection_id, on_unreachable, invites_by } }: { connection: CalendarConnection }) {
  const t = useWords(words);
  const [chosen, setChosen] = useState({ on_unreachable, invites_by });
  const change = useVerb("change_calendar_connection", { onDone: () => toast(t.saved) });
  return (
    <div className="calendar-part">
      <h3>{t.choices}</h3>
      <EditForm label={t.choices} isPending={change.isPending} error={change.error} onSubmit={() => change.mutate({ connection_id, ...chosen })}>
        <Radios
          label={t.unreachable} value={chosen.on_unreachable} onChange={(id) => setChosen({ ...chosen, on_unreachable: id })}
          options={[{ id: "open", name: t.open, detail: t.openHelp }, { id: "closed", name: t.closed, detail: t.closedHelp }]}
        />
        <Radios
          label={t.invites} value={chosen.invites_by} onChange={(id) => setChosen({ ...chosen, invites_by: id })}
          options={[{ id: "bookfast", name: t.bookfast, detail: t.bookfastHelp }, { id: "provider", name: t.provider, detail: t.providerHelp }]}
        />
      </EditForm>
    </div>
  );
}
