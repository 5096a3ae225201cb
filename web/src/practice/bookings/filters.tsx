/** What the list is narrowed to.  It stands in the address, so that it outlives a reload, the way back, and being sent to a colleague. */
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { Choice } from "../../components/fields/choice";
import { DateInput } from "../../components/fields/date-input";
import { TextInput } from "../../components/fields/text-input";
import { statusWords } from "../../components/status-badge/status-badge";
import { useWords } from "../../i18n/speech";
import type { BookingStatus } from "../../api/contract";
import { addDays } from "../../time/dates";
import { instantOf, isDate } from "../../time/zoned";
import type { Team } from "../team/team";
import type { BookingFilter } from "./pages";
import { words } from "./words";
import "./bookings.css";

const NAMES = ["status", "practitioner", "service", "from", "to", "q"] as const;
type Name = (typeof NAMES)[number];
type Wanted = Partial<Record<Name, string>>;
const STATUSES = ["pending", "confirmed", "rescheduled", "completed", "no_show", "cancelled"] as const;
/** A choice that narrows nothing; ids of lists cannot be empty. */
const ANY = "any";

export function useFilters(zone: string): { wanted: Wanted; filter: BookingFilter; narrow(change: Wanted): void; clear(): void } {
  const [parameters, setParameters] = useSearchParams();
  const wanted: Wanted = {};
  for (const name of NAMES) {
    const value = parameters.get(name);
    if (value) wanted[name] = value;
  }
  const { status, practitioner, service, from, to, q } = wanted;
  const filter: BookingFilter = {
    ...(status && { status }), ...(practitioner && { practitioner }), ...(service && { service }), ...(q && { search: q }),
    ...(from && isDate(from) && { from: instantOf(from, "00:00", zone) }), ...(to && isDate(to) && { until: instantOf(addDays(to, 1), "00:00", zone) }),
  };
  return {
    wanted,
    filter,
    narrow: (change) => setParameters((before) => {
      for (const [name, value] of Object.entries(change)) {
        if (value && value !== ANY) before.set(name, value);
        else before.delete(name);
      }
      return before;
    }, { replace: true }),
    clear: () => setParameters({}, { replace: true }),
  };
}

function dateOr(text: string | undefined) {
  return text && isDate(text) ? text : null;
}

export function Filters({ team, wanted, narrow, clear }: { team: Team; wanted: Wanted; narrow(change: Wanted): void; clear(): void }) {
  const t = useWords(words);
  const statuses = useWords(statusWords);
  const { may } = useOrganization();
  const [typed, setTyped] = useState(wanted.q ?? "");
  const search = (text: string) => {
    setTyped(text);
    narrow({ q: text });
  };
  return (
    <div className="booking-filters" role="search" aria-label={t.filters}>
      <div className="booking-filters-search"><TextInput label={t.search} value={typed} onChange={search} type="search" /></div>
      <Choice
        label={t.status} value={wanted.status ?? ANY} onChange={(status) => narrow({ status })}
        options={[{ id: ANY, name: t.all }, ...STATUSES.map((id: BookingStatus) => ({ id: id as string, name: statuses[id] }))]}
      />
      {may("sessions:manage") && team.practitioners.length > 1 && (
        <Choice
          label={t.practitioner} value={wanted.practitioner ?? ANY} onChange={(practitioner) => narrow({ practitioner })}
          options={[{ id: ANY, name: t.everybody }, ...team.practitioners.map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name }))]}
        />
      )}
      <Choice
        label={t.service} value={wanted.service ?? ANY} onChange={(service) => narrow({ service })}
        options={[{ id: ANY, name: t.all }, ...team.services.map(({ service_id, name }) => ({ id: service_id, name }))]}
      />
      <DateInput label={t.from} value={dateOr(wanted.from)} onChange={(from) => narrow({ from: from ?? "" })} />
      <DateInput label={t.to} value={dateOr(wanted.to)} onChange={(to) => narrow({ to: to ?? "" })} />
      {Object.keys(wanted).length > 0 && <Button look="quiet" onPress={() => { setTyped(""); clear(); }}>{t.clear}</Button>}
    </div>
  );
}
