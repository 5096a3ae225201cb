/** A client's contact data as an admin corrects them. */
import { isEmail, isPhone } from "../../api/checks";
import { useState } from "react";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Choice } from "../../components/fields/choice";
import { Combo } from "../../components/fields/combo";
import { TextInput } from "../../components/fields/text-input";
import { useWords } from "../../i18n/speech";
import { useChangeClient, type Client } from "./api";
import { words } from "./words";

const ZONES = Intl.supportedValuesOf("timeZone").map((id) => ({ id, name: id.replaceAll("_", " ") }));

export function ClientForm({ client, onClose }: { client: Client; onClose: (saved: boolean) => void }) {
  const t = useWords(words);
  const [name, setName] = useState(client.name);
  const [email, setEmail] = useState(client.email);
  const [phone, setPhone] = useState(client.phone);
  const [zone, setZone] = useState(client.time_zone);
  const [locale, setLocale] = useState(client.locale);
  const [checked, setChecked] = useState(false);
  const save = useChangeClient(client.client_id, () => onClose(true));
  const wrong = {
    name: name.trim() ? null : t.errors.name,
    email: isEmail(email.trim()) ? null : t.errors.email,
    phone: isPhone(phone.trim()) ? null : t.errors.phone,
  };
  const languages = [{ id: "en-CA", name: "English" }, { id: "fr-CA", name: "Français" }];
  const send = () => {
    setChecked(true);
    if (wrong.name || wrong.email || wrong.phone) return;
    save.mutate({ name: name.trim(), email: email.trim().toLowerCase(), phone: phone.trim(), time_zone: zone, locale });
  };
  return (
    <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
      <TextInput label={t.formName} value={name} onChange={setName} isRequired error={checked ? wrong.name : null} autoFocus />
      <TextInput label={t.email} value={email} onChange={setEmail} type="email" isRequired error={checked ? wrong.email : null} />
      <TextInput label={t.phone} value={phone} onChange={setPhone} type="tel" isRequired error={checked ? wrong.phone : null} />
      <Combo label={t.zone} options={ZONES.some(({ id }) => id === zone) ? ZONES : [{ id: zone, name: zone }, ...ZONES]} value={zone} onChange={(id) => id && setZone(id)} />
      <Choice label={t.language} options={languages.some(({ id }) => id === locale) ? languages : [...languages, { id: locale, name: locale }]} value={locale} onChange={setLocale} />
      {save.error && <FailureNotice error={save.error} />}
      <div className="actions">
        <Button type="submit" look="primary" isPending={save.isPending}>{t.save}</Button>
        <Button onPress={() => onClose(false)}>{t.leave}</Button>
      </div>
    </form>
  );
}
