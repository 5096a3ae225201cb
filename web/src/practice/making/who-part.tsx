/** For whom: a client found by name, or somebody new (BM-R4, BM-R17). */
import { useState } from "react";
import { Button } from "../../components/button/button";
import { Check } from "../../components/fields/check";
import { Choice, type Option } from "../../components/fields/choice";
import { Combo } from "../../components/fields/combo";
import { TextInput } from "../../components/fields/text-input";
import { Panel } from "../../components/panel/panel";
import { useWords } from "../../i18n/speech";
import { useClientSearch, type FoundClient } from "./api";
import type { BookingDraft } from "./draft";
import type { PartProps } from "./part";
import { words } from "./words";

const LANGUAGES: readonly Option[] = [{ id: "en-CA", name: "English" }, { id: "fr-CA", name: "Français" }];

/** What is known of a client, as the form has it. */
export function detailsOf({ client_id, name, email, phone, locale, time_zone }: FoundClient): Partial<BookingDraft> {
  return { clientId: client_id, name, email, phone, locale, timeZone: time_zone };
}

export function WhoPart({ draft, change, missing }: PartProps) {
  const t = useWords(words);
  const [typed, setTyped] = useState("");
  const found = useClientSearch(typed);
  const clients = found.data ?? [];
  const take = (id: string | null) => {
    const client = clients.find(({ client_id }) => client_id === id);
    if (!client) return;
    setTyped(client.name);
    change(detailsOf(client));
  };
  return (
    <Panel title={t.who}>
      <Combo
        label={t.find} description={t.findHelp} value={draft.clientId} onChange={take} typed={typed} onType={setTyped}
        options={clients.map(({ client_id, name, email }) => ({ id: client_id, name, detail: email }))}
      />
      {draft.clientId && (
        <p><Button look="quiet" onPress={() => { setTyped(""); change({ clientId: null, name: "", email: "", phone: "", consent: false, timeZone: null }); }}>{t.clearClient}</Button></p>
      )}
      <TextInput label={t.name} value={draft.name} onChange={(name) => change({ name })} autoComplete="off" isRequired error={missing.name && t.errors.name} />
      <TextInput label={t.email} value={draft.email} onChange={(email) => change({ email })} type="email" autoComplete="off" isRequired error={missing.email && t.errors.email} />
      <TextInput label={t.phone} value={draft.phone} onChange={(phone) => change({ phone })} type="tel" autoComplete="off" isRequired error={missing.phone && t.errors.phone} />
      <Choice
        label={t.language} value={draft.locale} onChange={(locale) => change({ locale })}
        options={[...LANGUAGES, ...(LANGUAGES.some(({ id }) => id === draft.locale) ? [] : [{ id: draft.locale, name: draft.locale }])]}
      />
      <Check label={t.consent} isSelected={draft.consent} onChange={(consent) => change({ consent })} error={missing.consent && t.errors.consent} />
      <TextInput label={t.note} value={draft.note} onChange={(note) => change({ note })} multiline maxLength={2000} />
    </Panel>
  );
}
