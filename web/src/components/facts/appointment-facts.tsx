/** An appointment as its client reads it: the time large, in one zone that is said, and below it whatever else is known. */
import type { BookingStatus, Place } from "../../api/contract";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatDuration, formatTimeSpan, formatZone } from "../../time/format";
import { Facts } from "./facts";
import { isSaid, Where } from "./where";
import { words } from "./words";

interface AppointmentFactsProps {
  startsAt: string;
  endsAt: string;
  zone: string;
  service?: { name: string; duration_minutes?: number };
  practitioner?: string;
  place?: Place;
  /** Of the client's own link. */
  token?: string;
  organization?: string;
  status?: BookingStatus;
  reference?: string;
}

export function AppointmentFacts({ startsAt, endsAt, zone, service, practitioner, place, token, organization, status, reference }: AppointmentFactsProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <Facts
      label={t.when}
      entries={[
        [t.what, service?.name],
        [t.duration, service?.duration_minutes && formatDuration(service.duration_minutes, locale)],
        [t.who, practitioner],
        [t.where, place && isSaid(place) && <Where place={place} token={token} />],
        [t.organization, organization],
        [t.status, status && t.statuses[status]],
        [t.reference, reference],
      ]}
    >
      <p className="facts-when">
        <span className="facts-day">{formatDay(startsAt, locale, zone)}</span>
        <span className="facts-time">{formatTimeSpan(startsAt, endsAt, locale, zone)}</span>
        <span className="facts-zone">{formatZone(zone, locale)}</span>
      </p>
    </Facts>
  );
}
