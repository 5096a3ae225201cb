/** Free times, as a list by week or with a calendar, in the zone that the visitor chooses. */
import { lazy, Suspense } from "react";
import { today } from "../../time/dates";
import { Loading } from "../query-view/loading";
import { ZoneSwitch } from "../zone-switch/zone-switch";
import type { Picker } from "./picker";
import { useFollowing } from "./use-free-times";
import { ViewSwitch } from "./view-switch";
import { WeekView } from "./week-view";
import "./slot-picker.css";

const MonthView = lazy(() => import("./month-view"));

export function SlotPicker(picker: Picker) {
  const { zones, place, onMove } = picker;
  useFollowing(picker);

  function changeZone(zone: string): void {
    const atStart = place.from <= today(place.zone);
    onMove({ ...place, zone, from: atStart ? today(zone) : place.from });
  }

  return (
    <div className="slot-picker">
      <div className="slot-bar">
        <ZoneSwitch zones={zones} chosen={place.zone} onChoose={changeZone} />
        <ViewSwitch view={place.view} onChange={(view) => onMove({ ...place, view })} />
      </div>
      {place.view === "list" ? <WeekView {...picker} /> : <Suspense fallback={<Loading />}><MonthView {...picker} /></Suspense>}
    </div>
  );
}
