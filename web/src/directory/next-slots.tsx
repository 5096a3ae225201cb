/** The next free times of somebody, each leading to its booking; in the visitor's own zone, which is said. */
import { Link } from "../components/link/link";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatShortMoment } from "../time/format";
import type { NextSlot } from "./api";
import { bookingHref } from "./address";
import { words } from "./words";

interface NextSlotsProps {
  person: { display_name: string; organization_slug: string; slug: string };
  slots: readonly NextSlot[];
}

export function NextSlots({ person, slots }: NextSlotsProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  if (slots.length === 0) return <p className="policy">{t.noneFree}</p>;
  // One service for all needs to be said once only.
  const services = new Set(slots.map(({ service_name }) => service_name));
  return (
    <div className="next">
      {services.size === 1 && <p className="policy">{slots[0]?.service_name}</p>}
      <ul className="next-slots" role="list" aria-label={t.nextFree(person.display_name)}>
        {slots.map((slot) => (
          <li key={`${slot.starts_at} ${slot.service_id}`}>
            <Link href={bookingHref(person, slot.service_id, slot.starts_at)} className="next-slot">
              <time dateTime={slot.starts_at}>{formatShortMoment(slot.starts_at, locale, visitorTimeZone())}</time>
              {services.size > 1 && <span className="next-slot-service">{slot.service_name}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
