/** What is next for somebody who books: the next booking with a countdown, those after it, and what can be done (CP-7). */
import { useMemberships, useSession } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { StatusBadge } from "../components/status-badge/status-badge";
import { useSpeech, useWords } from "../i18n/speech";
import { useNow } from "../practice/team/use-now";
import { formatCountdown } from "../time/countdown";
import { visitorTimeZone } from "../time/dates";
import { formatZone } from "../time/format";
import { ToReview } from "./to-review";
import { useDashboard, useOrganizations, type MyBooking } from "./api";
import { BookingList } from "./booking-list";
import { ClientOf, OpenSteps } from "./open-steps";
import { MyRequests } from "./joining/my-requests";
import { MessagePractitioner } from "./message-practitioner";
import { When } from "./when";
import { words } from "./words";
import "./my.css";
import "./onboarding.css";

/** The next one, and three more (CP-7.3). */
const SHOWN = 4;

export default function OverviewPage() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { session } = useSession();
  const name = (session?.user.user_metadata as { name?: string } | undefined)?.name;
  const dashboard = useDashboard();
  const memberships = useMemberships();
  const actions = (
    <>
      <ButtonLink href="/" look="primary">{t.find}</ButtonLink>
      <MessagePractitioner next={dashboard.data?.upcoming[0]} />
      <ButtonLink href="/my/new-practice">{t.openPractice}</ButtonLink>
    </>
  );
  return (
    <Page title={name ? t.hello(name) : t.overview}>
      <OpenSteps />
      <QueryView query={dashboard}>
        {({ upcoming: [next, ...rest] }) => next ? (
          <>
            <Next booking={next} />
            <p className="policy">{t.zone(formatZone(visitorTimeZone(), locale))}</p>
            <ToReview />
            {rest.length > 0 && <section className="my-list" aria-label={t.after}><h2>{t.after}</h2><BookingList bookings={rest.slice(0, SHOWN - 1)} level={3} /></section>}
            <section className="my-list" aria-label={t.quick}>
              <h2>{t.quick}</h2>
              <div className="actions">{actions}<ButtonLink href="/my/bookings">{t.all}</ButtonLink></div>
            </section>
          </>
        ) : (
          <>
            <ToReview />
            <EmptyState
              title={memberships.data?.length === 0 ? t.newTitle : t.emptyTitle} text={memberships.data?.length === 0 ? t.newText : t.emptyText}
              action={<>{actions}{memberships.data?.length !== 0 && <ButtonLink href="/my/bookings?show=past">{t.past}</ButtonLink>}</>}
            />
          </>
        )}
      </QueryView>
      <ClientOf />
      <MyRequests />
    </Page>
  );
}

function Next({ booking }: { booking: MyBooking }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganizations()(booking.organization_id);
  const left = formatCountdown(useNow(), booking.starts_at, locale);
  return (
    <section className="my-next" aria-labelledby="my-next">
      <h2 id="my-next">{t.nextOne}</h2>
      <p className="my-countdown">{left ? t.startsIn(left) : t.startsNow}</p>
      <When booking={booking} />
      <p>
        {[booking.service_name, booking.practitioner_name && t.with(booking.practitioner_name)].filter(Boolean).join(" ")}
        {organization && <><br /><span className="policy">{organization.organization_name}</span></>}
      </p>
      {booking.status === "pending" && <StatusBadge status="pending" />}
      <ButtonLink href={`/my/bookings/${booking.booking_id}`} look="primary">{t.details}</ButtonLink>
    </section>
  );
}
