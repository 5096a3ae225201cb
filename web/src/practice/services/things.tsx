/** Rooms and equipment, of which there are only so many. */
import { useState } from "react";
import { ask } from "../../api/connect";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { TextInput } from "../../components/fields/text-input";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useWrite, type Thing } from "./data";
import { kindOf, spokenKind } from "./service";
import { words } from "./words";

export function Things({ things }: { things: Thing[] }) {
  const t = useWords(words);
  const change = useWrite<Thing>(
    (api, organization_id, { resource_id, archived_at }) =>
      ask(api.from("resources").update({ archived_at: archived_at ? null : new Date().toISOString() }).match({ organization_id, resource_id })),
    () => {},
  );
  return (
    <Panel title={t.things}>
      <p className="policy">{t.thingsText}</p>
      {change.error && <FailureNotice error={change.error} />}
      {things.length === 0 ? <EmptyState title={t.noThings} text={t.noThingsText} /> : (
        <DataTable
          caption={t.things} rows={things} rowKey={({ resource_id }) => resource_id}
          columns={[
            { id: "name", name: t.name, cell: ({ name }) => name },
            { id: "kind", name: t.kind, cell: ({ kind }) => spokenKind(kind) },
            { id: "state", name: t.state, cell: ({ archived_at }) => (archived_at ? t.notInUse : t.inUse) },
            {
              id: "deed", name: t.deed,
              cell: (thing) => (
                <Button
                  aria-label={thing.archived_at ? t.useAgainOf(thing.name) : t.archiveOf(thing.name)} isPending={change.isPending && change.variables === thing}
                  onPress={() => change.mutate(thing)}
                >{thing.archived_at ? t.useAgain : t.archive}</Button>
              ),
            },
          ]}
        />
      )}
      <NewThing />
    </Panel>
  );
}

function NewThing() {
  const t = useWords(words);
  const [name, setName] = useState("");
  const [kind, setKind] = useState("");
  const [tried, setTried] = useState(false);
  const add = useWrite<{ name: string; kind: string }>(
    (api, organization_id, row) => ask(api.from("resources").insert({ organization_id, ...row })),
    (row) => {
      toast(t.thingAdded(row.name));
      setName("");
      setKind("");
      setTried(false);
    },
  );
  const missing = (text: string) => (tried && !text ? t.missing : null);
  const send = () => {
    setTried(true);
    if (name.trim() && kindOf(kind)) add.mutate({ name: name.trim(), kind: kindOf(kind) });
  };
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <TextInput label={t.thingName} value={name} onChange={setName} maxLength={200} error={missing(name.trim())} />
      <TextInput label={t.thingKind} description={t.thingKindHelp} value={kind} onChange={setKind} maxLength={60} error={missing(kindOf(kind))} />
      {add.error && <FailureNotice error={add.error} />}
      <div className="actions"><Button type="submit" isPending={add.isPending}>{t.addThing}</Button></div>
    </form>
  );
}
