/** The rest of a profile: place, specialties, room for clients, zone; each saved by itself. */
import { ask, type Connection } from "../../api/connect";
import { written } from "../../api/write";
import { useSpeech, useWords } from "../../i18n/speech";
import { EditPart } from "../edit-form/edit-part";
import { Check, Toggle } from "../fields/check";
import { Choice } from "../fields/choice";
import { NumberInput } from "../fields/number-input";
import { TextInput } from "../fields/text-input";
import { Panel } from "../panel/panel";
import { ZoneInput } from "../zone-input/zone-input";
import type { Practitioner, Profile } from "./profile";
import { words } from "./words";

const VIDEO = /^https:\/\/[A-Za-z0-9][-.A-Za-z0-9]*(:[0-9]+)?(\/[^\s"<>\\^`{|}]*)?$/;
const LOCALES = [{ id: "en-CA", name: "English (Canada)" }, { id: "fr-CA", name: "Français (Canada)" }];

const update = (practitionerId: string) => (api: Connection, changed: object) =>
  written(api.from("practitioners").update(changed as Partial<Practitioner>).eq("practitioner_id", practitionerId).select("practitioner_id"));

export function Place({ profile: { practitioner, place } }: { profile: Profile }) {
  const t = useWords(words);
  const { practitioner_id, organization_id } = practitioner;
  return (
    <EditPart
      name={`profile.${practitioner_id}.place`} title={t.place} saved={{ address: place?.address ?? "", video_url: place?.video_url ?? "" }}
      check={({ address, video_url }) => ({
        address: address.length <= 300 ? undefined : t.addressWrong,
        video_url: !video_url.trim() || (VIDEO.test(video_url.trim()) && video_url.length <= 500) ? undefined : t.videoWrong,
      })}
      promises={{ places_address_is_one_short_line: ["address", t.addressWrong], places_video_url_is_https: ["video_url", t.videoWrong] }}
      write={(api, _, values) => {
        const row = { address: values.address.trim() || null, video_url: values.video_url.trim() || null };
        if (!place) return written(api.from("places").insert({ practitioner_id, organization_id, ...row }).select("place_id"));
        const one = api.from("places");
        return row.address || row.video_url
          ? written(one.update(row).eq("place_id", place.place_id).select("place_id"))
          : written(one.delete().eq("place_id", place.place_id).select("place_id"));
      }}
    >
      {(values, set, problems) => (
        <>
          <p className="field-help">{t.placeText}</p>
          <TextInput label={t.address} description={t.addressHelp} value={values.address} onChange={(address) => set({ address })} error={problems.address} autoComplete="off" />
          <TextInput label={t.video} description={t.videoHelp} type="url" value={values.video_url} onChange={(video_url) => set({ video_url })} error={problems.video_url} autoComplete="off" />
        </>
      )}
    </EditPart>
  );
}

export function Specialties({ profile: { practitioner, taxonomy, specialtyIds } }: { profile: Profile }) {
  const t = useWords(words);
  const { practitioner_id, organization_id } = practitioner;
  if (taxonomy.length === 0) return <Panel title={t.specialties}><p>{t.noSpecialties}</p></Panel>;
  return (
    <EditPart
      name={`profile.${practitioner_id}.specialties`} title={t.specialties} saved={{ ids: specialtyIds }}
      write={async (api, _, { ids }) => {
        const more = ids.filter((id) => !specialtyIds.includes(id));
        const less = specialtyIds.filter((id) => !ids.includes(id));
        if (more.length > 0) await written(api.from("practitioner_specialties").insert(more.map((specialty_id) => ({ practitioner_id, organization_id, specialty_id }))).select("specialty_id"));
        if (less.length > 0) await ask(api.from("practitioner_specialties").delete().eq("practitioner_id", practitioner_id).in("specialty_id", less));
      }}
    >
      {({ ids }, set) => (
        <fieldset className="profile-choices">
          <legend className="visually-hidden">{t.specialties}</legend>
          <p className="field-help">{t.specialtiesHelp}</p>
          {taxonomy.map(({ specialty_id, name }) => (
            <Check key={specialty_id} label={name} isSelected={ids.includes(specialty_id)} onChange={(on) => set({ ids: (on ? [...ids, specialty_id] : ids.filter((id) => id !== specialty_id)).sort() })} />
          ))}
        </fieldset>
      )}
    </EditPart>
  );
}

export function Clients({ profile: { practitioner, clients } }: { profile: Profile }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { practitioner_id, accepting_clients, max_clients } = practitioner;
  const number = new Intl.NumberFormat(locale).format;
  return (
    <EditPart
      name={`profile.${practitioner_id}.clients`} title={t.clients} saved={{ accepting_clients, max_clients }} write={update(practitioner_id)}
      check={({ max_clients: limit }) => ({ max_clients: limit === null || (Number.isInteger(limit) && limit >= 1) ? undefined : t.limitWrong })}
      promises={{ practitioners_max_clients_is_positive: ["max_clients", t.limitWrong] }}
    >
      {(values, set, problems) => (
        <>
          <div>
            <Toggle label={t.accepting} isSelected={values.accepting_clients} onChange={(on) => set({ accepting_clients: on })} />
            <p className="field-help">{t.acceptingHelp}</p>
          </div>
          <NumberInput label={t.limit} description={t.limitHelp(number(clients))} value={values.max_clients} onChange={(limit) => set({ max_clients: limit })} error={problems.max_clients} />
          {max_clients !== null && <p>{clients < max_clients ? t.free(number(max_clients - clients)) : t.full}</p>}
        </>
      )}
    </EditPart>
  );
}

export function Region({ practitioner }: { practitioner: Practitioner }) {
  const t = useWords(words);
  const { practitioner_id, time_zone, locale } = practitioner;
  return (
    <EditPart name={`profile.${practitioner_id}.region`} title={t.region} saved={{ time_zone, locale }} write={update(practitioner_id)}>
      {(values, set) => (
        <>
          <ZoneInput label={t.timeZone} description={t.timeZoneHelp} value={values.time_zone} onChange={(zone) => set({ time_zone: zone })} />
          <Choice label={t.locale} value={values.locale} onChange={(next) => set({ locale: next })} options={localesWith(values.locale)} />
        </>
      )}
    </EditPart>
  );
}

/** Mails are written in two languages; another one that is set stays to be seen. */
function localesWith(locale: string) {
  return LOCALES.some(({ id }) => id === locale) ? LOCALES : [...LOCALES, { id: locale, name: locale }];
}
