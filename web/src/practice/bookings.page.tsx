/** All bookings, to come and past, with filters (BM-R1). */
import { useOrganization } from "../app/organization";
import { ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { formatZone } from "../time/format";
import { BookingPart } from "./bookings/booking-part";
import { Filters, useFilters } from "./bookings/filters";
import { words } from "./bookings/words";
import { useTeam, zoneOf, type Team } from "./team/team";
import { usePracticeNews } from "./team/use-practice-news";

export default function Bookings() {
  const t = useWords(words);
  const team = useTeam();
  const { may, path } = useOrganization();
  return (
    <Page title={t.title} lead={t.lead} actions={may("sessions:write") && <ButtonLink href={path("/bookings/new")} look="primary">{t.create}</ButtonLink>}>
      <QueryView query={team}>{(data) => <Parts team={data} />}</QueryView>
    </Page>
  );
}

function Parts({ team }: { team: Team }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganization();
  const zone = zoneOf(team, organization);
  const { wanted, filter, narrow, clear } = useFilters(zone);
  usePracticeNews(organization.may("sessions:manage") ? team.practitioners.map(({ practitioner_id }) => practitioner_id) : [organization.practitioner_id ?? ""]);
  const narrowed = Object.keys(wanted).length > 0;
  const without = team.practitioners.length > 1 && organization.may("sessions:manage") ? [] : (["practitioner"] as const);
  const empty = narrowed && <EmptyState title={t.noneFound} text={t.noneFoundText} />;
  return (
    <>
      <Filters team={team} wanted={wanted} narrow={narrow} clear={clear} />
      <p className="aside">{t.zone(formatZone(zone, locale))}</p>
      {(["upcoming", "past"] as const).map((part) => (
        <BookingPart key={part} part={part} filter={filter} zone={zone} without={without} {...(empty && { empty })} />
      ))}
    </>
  );
}
