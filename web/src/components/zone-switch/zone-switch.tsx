/** Says in which zone times are shown, and lets the visitor switch between two. */
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useSpeech, useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { formatZone } from "../../time/format";
import "../fields/fields.css";
import "./zone-switch.css";

const words = defineWords(
  {
    zone: (zone: string) => `Times are in ${zone}.`,
    choice: "Show times in",
    yours: (zone: string) => `Your time zone: ${zone}`,
    theirs: (zone: string) => `Where the practitioner is: ${zone}`,
  },
  {
    zone: (zone) => `Heures : ${zone}.`,
    choice: "Afficher les heures selon",
    yours: (zone) => `Votre fuseau horaire\u00a0: ${zone}`,
    theirs: (zone) => `Le fuseau de la personne consultée\u00a0: ${zone}`,
  },
);

export interface Zones {
  visitor: string;
  practitioner: string;
}

/** Just a sentence when both zones are one. */
export function ZoneSwitch({ zones, chosen, onChoose }: { zones: Zones; chosen: string; onChoose: (zone: string) => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  if (zones.visitor === zones.practitioner) return <p className="zone-sentence">{t.zone(formatZone(zones.visitor, locale))}</p>;
  return (
    <RadioGroup className="zone-switch" value={chosen} onChange={onChoose}>
      <Label>{t.choice}</Label>
      <div className="zone-choices">
        {[[zones.visitor, t.yours] as const, [zones.practitioner, t.theirs] as const].map(([zone, label]) => (
          <Radio key={zone} value={zone} className="radio">
            <span aria-hidden="true" className="radio-dot" />
            <span>{label(formatZone(zone, locale))}</span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
