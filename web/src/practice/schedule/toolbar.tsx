/** Which days of the schedule are shown, how, and whose. */
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Button } from "../../components/button/button";
import { Choice } from "../../components/fields/choice";
import { useSpeech, useWords } from "../../i18n/speech";
import { today } from "../../time/dates";
import type { TeamMember } from "../team/team";
import { EVERYBODY, step, VIEWS, type Place, type View } from "./place";
import { spanShown } from "./span-shown";
import { words } from "./words";
import "./toolbar.css";

interface ToolbarProps {
  place: Place;
  go: (changes: Partial<Place>) => void;
  zone: string;
  who: string;
  /** Among whom one may choose; none for practitioners, who see their own. */
  practitioners: readonly TeamMember[];
}

export function Toolbar({ place, go, zone, who, practitioners }: ToolbarProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <div className="schedule-bar">
      <div className="schedule-steps">
        <Button aria-label={t.earlier} className="schedule-step" onPress={() => go({ date: step(place.view, place.date, -1) })}>‹</Button>
        <Button onPress={() => go({ date: today(zone) })}>{t.today}</Button>
        <Button aria-label={t.later} className="schedule-step" onPress={() => go({ date: step(place.view, place.date, 1) })}>›</Button>
        <h2 className="schedule-span" aria-live="polite">{spanShown(place.view, place.date, locale)}</h2>
      </div>
      <ToggleButtonGroup
        aria-label={t.views} className="schedule-views" disallowEmptySelection selectedKeys={[place.view]}
        onSelectionChange={(keys) => go({ view: [...keys][0] as View })}
      >
        {VIEWS.map((view) => <ToggleButton key={view} id={view} className="schedule-view">{t.view[view]}</ToggleButton>)}
      </ToggleButtonGroup>
      {practitioners.length > 1 && (
        <Choice
          label={t.who} value={who} onChange={(id) => go({ who: id })}
          options={[{ id: EVERYBODY, name: t.everybody }, ...practitioners.map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name }))]}
        />
      )}
    </div>
  );
}
