/** One entry: who did what to what, and on opening it what that changed. */
import { Button } from "../../components/button/button";
import { DataTable, type Column } from "../../components/data-table/data-table";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { happened } from "./happened";
import { difference, isInstant, type Change } from "./difference";
import type { Entry as AuditEntry } from "./log";
import { words } from "./words";

interface EntryProps {
  entry: AuditEntry;
  actors: ReadonlyMap<string, string>;
  /** Asks for all that there is about the same thing; absent where that is what is shown. */
  onAbout?: ((id: string) => void) | undefined;
}

export function Entry({ entry, actors, onAbout }: EntryProps) {
  const t = useWords(words);
  const { moment } = useMoments();
  const { before, after, action, actor, at, entity_id } = entry;
  const changes = difference(before, after);
  const field: Column<Change> = { id: "field", name: t.field, cell: (change) => t.fields[change.field] ?? change.field.replaceAll("_", " ") };
  const was: Column<Change> = { id: "before", name: t.before, cell: (change) => <Value value={change.before} /> };
  const is: Column<Change> = { id: "after", name: t.after, cell: (change) => <Value value={change.after} /> };
  return (
    <details className="entry">
      <summary className="entry-line">
        <span className="entry-what">{happened(action, t)}</span>
        <span className="entry-who">{whoIs(actor, actors, t)}</span>
        <time className="entry-when" dateTime={at}>{moment(at)}</time>
      </summary>
      <div className="entry-inside">
        <p className="field-help">{action} · {entity_id}</p>
        {changes.length === 0 ? <p>{t.nothing}</p> : (
          <DataTable caption={before && after ? t.changes : t.facts} rows={changes} rowKey={(change) => change.field} columns={before && after ? [field, was, is] : before ? [field, was] : [field, is]} />
        )}
        {onAbout && <p><Button onPress={() => onAbout(entity_id)}>{t.aboutThis}</Button></p>}
      </div>
    </details>
  );
}

function Value({ value }: { value: unknown }) {
  const t = useWords(words);
  const { moment } = useMoments();
  if (value === null || value === undefined || value === "") return t.empty;
  if (typeof value === "boolean") return value ? t.yes : t.no;
  if (isInstant(value)) return <time dateTime={value}>{moment(value)}</time>;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function whoIs(actor: string, actors: ReadonlyMap<string, string>, t: (typeof words)["en-CA"]): string {
  const [kind, ...rest] = actor.split(":");
  const name = rest.join(":");
  if (kind === "user") return actors.get(actor) ?? t.outsider;
  if (kind === "client") return t.client(name);
  return kind === "system" ? t.system(name) : t.service(name);
}
