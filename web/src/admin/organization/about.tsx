/** What the practice is called, where it is, and of what kind. */
import { Check } from "../../components/fields/check";
import { Choice } from "../../components/fields/choice";
import { TextInput } from "../../components/fields/text-input";
import { Facts } from "../../components/facts/facts";
import { ZoneInput } from "../../components/zone-input/zone-input";
import { useWords } from "../../i18n/speech";
import { Part } from "./part";
import type { Kind, Settings } from "./settings";
import { words } from "./words";

const KINDS: readonly Kind[] = ["therapy", "medical", "coaching", "peer"];

export function About({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part
      name="about" title={t.about} settings={settings} fields={["name", "time_zone", "country", "locale", "profile", "about", "approve_practitioners", "takes_join_requests"]}
      check={({ name, country, about }) => ({
        name: name.trim() && name.length <= 200 ? undefined : t.nameNeeded,
        country: /^[A-Z]{2}$/.test(country) ? undefined : t.countryNeeded,
        about: about === null || (about.trim() !== "" && about.length <= 2000) ? undefined : t.publicTextWrong,
      })}
      promises={{ organizations_have_a_name: ["name", t.nameNeeded], organizations_country_is_iso_3166: ["country", t.countryNeeded] }}
    >
      {(values, set, problems) => (
        <>
          <TextInput label={t.name} value={values.name} onChange={(name) => set({ name })} error={problems.name} autoComplete="organization" />
          <Facts entries={[[t.slug, <>{`${location.origin}/with/${settings.slug}`}<br /><span className="field-help">{t.slugHelp}</span></>]]} />
          <TextInput label={t.publicText} description={t.publicTextHelp} multiline value={values.about ?? ""} onChange={(about) => set({ about: about || null })} error={problems.about} />
          <ZoneInput label={t.timeZone} description={t.timeZoneHelp} value={values.time_zone} onChange={(time_zone) => set({ time_zone })} />
          <TextInput label={t.country} description={t.countryHelp} value={values.country} onChange={(country) => set({ country: country.toUpperCase() })} error={problems.country} maxLength={2} autoComplete="off" />
          <Choice label={t.locale} value={values.locale} onChange={(locale) => set({ locale })} options={localesWith(values.locale, t.locales)} />
          <Choice label={t.kind} description={t.kindHelp} value={values.profile} onChange={(profile) => set({ profile })} options={KINDS.map((id) => ({ id, name: t.kinds[id] }))} />
          <div>
            <Check label={t.approve} isSelected={values.approve_practitioners} onChange={(approve_practitioners) => set({ approve_practitioners })} />
            <p className="field-help">{t.approveHelp}</p>
          </div>
          <div>
            <Check label={t.takesRequests} isSelected={values.takes_join_requests} onChange={(takes_join_requests) => set({ takes_join_requests })} />
            <p className="field-help">{t.takesRequestsHelp}</p>
          </div>
        </>
      )}
    </Part>
  );
}

/** Mails are written in two languages; another one that is set stays to be seen. */
function localesWith(locale: string, names: Record<string, string>) {
  const known = Object.entries(names).map(([id, name]) => ({ id, name }));
  return known.some(({ id }) => id === locale) ? known : [...known, { id: locale, name: locale }];
}
