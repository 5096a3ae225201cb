/** The schedule: a day, a week or a month as a calendar, or a list (TS-15). */
import { lazy, Suspense, useState } from "react";
import { useOrganization } from "../app/organization";
import { useAnnounce } from "../components/announcer/announcer";
import { ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Modal } from "../components/modal/modal";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { today } from "../time/dates";
import { formatMoment, formatZone } from "../time/format";
import { useMove } from "./booking/move";
import { BookingDialogs, type Opened } from "./schedule/booking-dialogs";
import { useSchedule } from "./schedule/data";
import { DayList } from "./schedule/day-list";
import { EVERYBODY, rangeOf, usePlace } from "./schedule/place";
import { Toolbar } from "./schedule/toolbar";
import { useNarrow } from "./schedule/use-narrow";
import { words } from "./schedule/words";
import { useTeam, type Team } from "./team/team";
import { usePracticeNews } from "./team/use-practice-news";

const Calendar = lazy(() => import("./schedule/calendar"));

export default function SchedulePage() {
  const team = useTeam();
  return <QueryView query={team}>{(known) => <OfTeam team={known} />}</QueryView>;
}

function OfTeam({ team }: { team: Team }) {
  const t = useWords(words);
  const membership = useOrganization();
  const own = membership.practitioner_id;
  const practitioners = membership.may("sessions:manage") ? team.practitioners.filter(({ active }) => active) : [];
  const [only] = practitioners.length === 1 ? practitioners : [];
  if (!own && practitioners.length === 0) return <Page title={t.title}><EmptyState title={t.nobody} text={t.nobodyText} /></Page>;
  return <Shown team={team} practitioners={practitioners} byDefault={own ?? only?.practitioner_id ?? EVERYBODY} />;
}

function Shown({ team, practitioners, byDefault }: { team: Team; practitioners: Team["practitioners"]; byDefault: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const announce = useAnnounce();
  const { may, path, time_zone } = useOrganization();
  const narrow = useNarrow();
  const shownOf = (wanted: string | null) => {
    if (practitioners.length === 0) return byDefault;
    return wanted === EVERYBODY || practitioners.some(({ practitioner_id }) => practitioner_id === wanted) ? wanted! : byDefault;
  };
  const zoneOf = (shownWho: string) => team.practitioners.find(({ practitioner_id }) => practitioner_id === shownWho)?.time_zone ?? time_zone;
  const [place, go] = usePlace(narrow ? "list" : "week", (wanted) => today(zoneOf(shownOf(wanted))));
  const [opened, open] = useState<Opened | null>(null);
  const [pointed, pointAt] = useState<string | null>(null);

  const who = shownOf(place.who);
  const everybody = who === EVERYBODY;
  const zone = zoneOf(who);
  const range = rangeOf(place.view, place.date);
  const schedule = useSchedule({ practitionerId: everybody ? null : who, ...range, zone });
  usePracticeNews(everybody ? practitioners.map(({ practitioner_id }) => practitioner_id) : [who]);

  const nameOf = (bookingId: string) => schedule.data?.bookings.find(({ booking_id }) => booking_id === bookingId)?.client_name ?? "";
  const move = useMove(({ booking_id, starts_at }) => toast(t.moved(nameOf(booking_id), formatMoment(starts_at, locale, zone))));
  const shown = { ...range, zone, everybody, open };
  const newBooking = (at?: string) => path(`/bookings/new?${new URLSearchParams({ ...(!everybody && { practitioner: who }), ...(at && { at }) })}`);

  return (
    <Page
      title={t.title} lead={t.zone(formatZone(zone, locale))}
      actions={may("sessions:write") && <ButtonLink look="primary" href={newBooking()}>{t.create}</ButtonLink>}
    >
      <Toolbar place={place} go={go} zone={zone} who={who} practitioners={practitioners} />
      {move.error && <FailureNotice error={move.error} />}
      <QueryView query={schedule}>
        {(data) => place.view === "list" ? <DayList schedule={data} {...shown} /> : (
          <Suspense fallback={<Loading />}>
            <Calendar
              schedule={data} place={place} go={go} pointAt={(at) => may("sessions:write") && Date.parse(at) > Date.now() && pointAt(at)} {...shown}
              mayMove={may("sessions:write")} moving={move.isPending ? (move.variables as never) : null}
              move={(to) => move.mutate({ ...to }, { onError: () => announce(t.stays(nameOf(to.booking_id))) })}
            />
          </Suspense>
        )}
      </QueryView>
      <BookingDialogs opened={opened} open={open} />
      {pointed && (
        <Modal title={t.bookAt} isOpen onClose={() => pointAt(null)}>
          <p>{t.bookAtText(formatMoment(pointed, locale, zone))}</p>
          <div className="actions"><ButtonLink look="primary" href={newBooking(pointed)}>{t.bookIt}</ButtonLink></div>
        </Modal>
      )}
    </Page>
  );
}
