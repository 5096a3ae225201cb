/** What the practice wants of its members' own calendars. */
import { Check } from "../../components/fields/check";
import { Radios } from "../../components/fields/radios";
import { useWords } from "../../i18n/speech";
import { words } from "./calendars-words";
import { Part } from "./part";
import type { Settings } from "./settings";

const CHANGES = ["ask", "apply", "put_back"] as const;

export function MembersCalendars({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part name="calendars" title={t.title} settings={settings} fields={["calendar_required", "on_remote_change"]}>
      {(values, set) => (
        <>
          <div>
            <Check label={t.required} isSelected={values.calendar_required} onChange={(calendar_required) => set({ calendar_required })} />
            <p className="field-help">{t.requiredHelp}</p>
          </div>
          <Radios
            label={t.changes} value={values.on_remote_change} onChange={(on_remote_change) => set({ on_remote_change })}
            options={CHANGES.map((id) => ({ id, ...t.choices[id] }))}
          />
        </>
      )}
    </Part>
  );
}
