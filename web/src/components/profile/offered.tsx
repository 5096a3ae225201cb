/** Which of the practice's services somebody offers. */
import { written } from "../../api/write";
import { useWords } from "../../i18n/speech";
import { EditPart } from "../edit-form/edit-part";
import { Check } from "../fields/check";
import { Panel } from "../panel/panel";
import type { Profile } from "./profile";
import { words } from "./words";

/** Written by admins only. */
export function Services({ profile: { practitioner, services, offered } }: { profile: Profile }) {
  const t = useWords(words);
  const { practitioner_id, organization_id } = practitioner;
  const active = offered.filter((each) => each.active).map(({ service_id }) => service_id).sort();
  if (services.length === 0) return <Panel title={t.services}><p>{t.noServices}</p></Panel>;
  return (
    <EditPart
      name={`profile.${practitioner_id}.services`} title={t.services} saved={{ ids: active }}
      write={async (api, _, { ids }) => {
        const known = offered.map(({ service_id }) => service_id);
        const more = ids.filter((id) => !known.includes(id));
        const again = ids.filter((id) => known.includes(id) && !active.includes(id));
        const less = active.filter((id) => !ids.includes(id));
        const links = () => api.from("practitioner_services");
        if (more.length > 0) await written(links().insert(more.map((service_id) => ({ practitioner_id, organization_id, service_id, active: true }))).select("service_id"));
        if (again.length > 0) await written(links().update({ active: true }).eq("practitioner_id", practitioner_id).in("service_id", again).select("service_id"));
        if (less.length > 0) await written(links().update({ active: false }).eq("practitioner_id", practitioner_id).in("service_id", less).select("service_id"));
      }}
    >
      {({ ids }, set) => (
        <fieldset className="profile-choices">
          <legend className="visually-hidden">{t.services}</legend>
          <p className="field-help">{t.servicesHelp}</p>
          {services.map(({ service_id, name }) => (
            <Check key={service_id} label={name} isSelected={ids.includes(service_id)} onChange={(on) => set({ ids: (on ? [...ids, service_id] : ids.filter((id) => id !== service_id)).sort() })} />
          ))}
        </fieldset>
      )}
    </EditPart>
  );
}
