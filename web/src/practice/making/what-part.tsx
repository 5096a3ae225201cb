/** With whom, and what. */
import { Choice } from "../../components/fields/choice";
import { Panel } from "../../components/panel/panel";
import { useOrganization } from "../../app/organization";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDuration } from "../../time/format";
import { instantOf } from "../../time/zoned";
import { servicesOf, type Team } from "../team/team";
import type { PartProps } from "./part";
import { words } from "./words";

export function WhatPart({ draft, change, missing, team }: PartProps & { team: Team }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, practitioner_id } = useOrganization();
  const practitioners = team.practitioners.filter((each) => each.active && (may("sessions:manage") || each.practitioner_id === practitioner_id));
  const services = servicesOf(team, draft.practitionerId);
  // A time that was typed is that of the new one's clock.
  const take = (practitionerId: string) => {
    const zone = practitioners.find((each) => each.practitioner_id === practitionerId)?.time_zone;
    const startsAt = draft.byHand && draft.date && draft.time && zone ? instantOf(draft.date, draft.time, zone) : "";
    change({ practitionerId, serviceId: servicesOf(team, practitionerId)[0]?.service_id ?? "", startsAt, overbook: false, without: [] });
  };
  return (
    <Panel title={t.what}>
      {practitioners.length > 1 && (
        <Choice
          label={t.practitioner} placeholder={t.choose} value={draft.practitionerId || null} error={missing.practitioner && t.errors.practitioner}
          options={practitioners.map((each) => ({ id: each.practitioner_id, name: each.display_name }))}
          onChange={take}
        />
      )}
      {draft.practitionerId && services.length === 0 ? <p className="aside">{t.noService}</p> : (
        <Choice
          label={t.service} placeholder={t.choose} value={draft.serviceId || null} error={missing.service && t.errors.service}
          options={services.map(({ service_id, name, duration_minutes }) => ({ id: service_id, name: `${name} · ${formatDuration(duration_minutes, locale)}` }))}
          onChange={(serviceId) => change({ serviceId, startsAt: draft.byHand ? draft.startsAt : "", overbook: false, without: [] })}
        />
      )}
    </Panel>
  );
}
