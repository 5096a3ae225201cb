/** What the log is searched by; it stands in the address, so that a search can be kept and sent. */
import { useState } from "react";
import { Button } from "../../components/button/button";
import { Choice } from "../../components/fields/choice";
import { DateInput } from "../../components/fields/date-input";
import { TextInput } from "../../components/fields/text-input";
import { useSpeech, useWords } from "../../i18n/speech";
import type { Filters as Wanted } from "./log";
import { words } from "./words";

interface FiltersProps {
  filters: Wanted;
  actors: ReadonlyMap<string, string>;
  onChange: (patch: Partial<Wanted>) => void;
}

/** An option needs an id; this one stands for none. */
const ANY = "any";

export function Filters({ filters, actors, onChange }: FiltersProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const sorted = (names: Record<string, string>, any: string) => [
    { id: ANY, name: any },
    ...Object.entries(names).map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, locale)),
  ];
  const choose = (name: keyof Wanted) => (id: string) => onChange({ [name]: id === ANY ? "" : id });
  return (
    <search className="audit-filters" aria-label={t.filters}>
      <Choice label={t.entity} value={filters.entity || ANY} onChange={choose("entity")} options={sorted(t.entities, t.everything)} />
      <Choice label={t.action} value={filters.action || ANY} onChange={choose("action")} options={sorted(t.verbs, t.anything)} />
      <Choice
        label={t.actor} value={filters.actor || ANY} onChange={choose("actor")}
        options={[{ id: ANY, name: t.anybody }, ...[...actors].map(([id, name]) => ({ id, name })), { id: "client", name: t.anyClient }, { id: "system", name: t.anySystem }]}
      />
      <DateInput label={t.from} value={filters.from || null} onChange={(date) => onChange({ from: date ?? "" })} />
      <DateInput label={t.until} value={filters.until || null} onChange={(date) => onChange({ until: date ?? "" })} error={filters.from && filters.until && filters.until < filters.from ? t.backwards : null} />
      {/* Another id from outside, such as from an entry, starts the field afresh. */}
      <IdField key={filters.id} id={filters.id} onChange={(id) => onChange({ id })} />
      {Object.values(filters).some(Boolean) && (
        <p className="audit-clear"><Button onPress={() => onChange({ entity: "", action: "", actor: "", from: "", until: "", id: "" })}>{t.clear}</Button></p>
      )}
    </search>
  );
}

function IdField({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const t = useWords(words);
  const [typed, setTyped] = useState(id);
  const look = () => typed.trim() !== id && onChange(typed.trim());
  return (
    <form onSubmit={(event) => { event.preventDefault(); look(); }}>
      <TextInput label={t.id} description={t.idHelp} value={typed} onChange={setTyped} onBlur={look} autoComplete="off" spellCheck="false" />
    </form>
  );
}
