/** Which of the account's calendars take time from clients. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/connect";
import { useVerb } from "../../api/verb";
import { useApi } from "../../app/connection";
import { EditForm } from "../../components/edit-form/edit-form";
import { Check } from "../../components/fields/check";
import { QueryView } from "../../components/query-view/query-view";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

interface BusyCalendar {
  calendar_id: string;
  name: string;
  is_primary: boolean;
  chosen: boolean;
}

/** How long looking them up may take after connecting. */
const LOOKING_MS = 120_000;

export function Busy({ connectionId, since }: { connectionId: string; since: string }) {
  const t = useWords(words);
  const api = useApi();
  const calendars = useQuery({
    queryKey: ["busy calendars", connectionId],
    // They are looked up right after connecting.
    refetchInterval: ({ state }) => (state.data?.length === 0 && isNew(since) ? 3_000 : false),
    queryFn: () => ask<BusyCalendar[]>(api.from("busy_calendars").select("calendar_id,name,is_primary,chosen").eq("connection_id", connectionId).order("is_primary", { ascending: false }).order("name")),
  });
  return (
    <div className="calendar-part">
      <h3>{t.busy}</h3>
      <QueryView query={calendars}>
        {(rows) => (rows.length === 0 ? <p>{isNew(since) ? t.busyComing : t.busyNone}</p> : (
          <Choose key={rows.map(({ calendar_id, chosen }) => `${calendar_id} ${chosen}`).join()} connectionId={connectionId} rows={rows} />
        ))}
      </QueryView>
    </div>
  );
}

function isNew(since: string): boolean {
  return Date.now() - Date.parse(since) < LOOKING_MS;
}

function Choose({ connectionId: connection_id, rows }: { connectionId: string; rows: readonly BusyCalendar[] }) {
  const t = useWords(words);
  const [chosen, setChosen] = useState(() => new Set(rows.filter((row) => row.chosen).map((row) => row.calendar_id)));
  const choose = useVerb("choose_busy_calendars", { onDone: () => toast(t.busySaved) });
  const turn = (id: string, on: boolean) => setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((each) => each !== id)));
  return (
    <EditForm label={t.busy} isPending={choose.isPending} error={choose.error} onSubmit={() => choose.mutate({ connection_id, calendar_ids: [...chosen] })}>
      <p className="field-help">{t.busyText}</p>
      <div role="group" aria-label={t.busy}>
        {rows.map(({ calendar_id, name, is_primary }) => (
          <Check key={calendar_id} label={is_primary ? t.primary(name) : name} isSelected={chosen.has(calendar_id)} onChange={(on) => turn(calendar_id, on)} />
        ))}
      </div>
    </EditForm>
  );
}
