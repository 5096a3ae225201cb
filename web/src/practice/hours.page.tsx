/** Hours: the week of a practitioner, time off and extra hours, with what a change would do to bookings (CP-3.1 to 3.4, DR-3.1). */
import { useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { EmptyState } from "../components/empty-state/empty-state";
import { Choice } from "../components/fields/choice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { formatZone } from "../time/format";
import { useHours } from "./hours/data";
import { Exceptions } from "./hours/exceptions";
import { WeeklyHours } from "./hours/weekly-hours";
import { words } from "./hours/words";
import { useTeam, type Team, type TeamMember } from "./team/team";

export default function HoursPage() {
  const team = useTeam();
  return <QueryView query={team}>{(known) => <OfTeam team={known} />}</QueryView>;
}

function OfTeam({ team }: { team: Team }) {
  const t = useWords(words);
  const { may, practitioner_id } = useOrganization();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("practitioner") ?? practitioner_id;
  const whose = team.practitioners.filter((one) => one.active && (may("sessions:manage") || one.practitioner_id === practitioner_id));
  const chosen = whose.find((one) => one.practitioner_id === wanted) ?? whose[0];
  if (!chosen) return <Page title={t.title}><EmptyState title={t.nobody} text={t.nobodyText} /></Page>;
  return (
    <HoursOf key={chosen.practitioner_id} practitioner={chosen}>
      {whose.length > 1 && (
        <div className="form">
          <Choice
            label={t.who} value={chosen.practitioner_id} onChange={(id) => setSearch({ practitioner: id }, { replace: true })}
            options={whose.map((one) => ({ id: one.practitioner_id, name: one.display_name }))}
          />
        </div>
      )}
    </HoursOf>
  );
}

function HoursOf({ practitioner, children }: { practitioner: TeamMember; children: React.ReactNode }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { practitioner_id, time_zone } = practitioner;
  const hours = useHours(practitioner_id);
  const of = { practitionerId: practitioner_id, zone: time_zone };
  return (
    <Page title={t.title} lead={t.zone(formatZone(time_zone, locale))}>
      {children}
      <QueryView query={hours}>
        {({ rules, exceptions }) => (
          <>
            <WeeklyHours {...of} rules={rules} />
            <Exceptions {...of} exceptions={exceptions} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
