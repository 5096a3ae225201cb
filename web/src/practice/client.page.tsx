/** One client: how to reach them, who cares for them, and their bookings. */
import { useParams } from "wouter";
import { Nowhere } from "../app/nowhere";
import { useOrganization } from "../app/organization";
import { ButtonLink } from "../components/button/button";
import { MessageButton } from "../talk/message-button";
import { words as talkWords } from "../talk/words";
import { Link } from "../components/link/link";
import { NotesAbout } from "../components/notes/notes-about";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { BookingPart } from "./bookings/booking-part";
import { Care } from "./clients/care";
import { FirstSteps } from "./clients/first-steps";
import { ClientDetails } from "./clients/client-details";
import { useClient, type Client } from "./clients/api";
import { Protection } from "./clients/protection";
import { words } from "./clients/words";
import { useTeam, zoneOf, type Team } from "./team/team";
import "./bookings/bookings.css";

export default function ClientPage() {
  const { client = "" } = useParams();
  const query = useClient(client);
  const team = useTeam();
  if (query.data === null) return <Nowhere />;
  return (
    <QueryView query={query}>
      {(found) => found && <QueryView query={team}>{(data) => <Shown client={found} team={data} />}</QueryView>}
    </QueryView>
  );
}

function Shown({ client, team }: { client: Client; team: Team }) {
  const t = useWords(words);
  const talk = useWords(talkWords);
  const organization = useOrganization();
  const mayWrite = organization.may("conversations:write") && organization.practitioner_id;
  const zone = zoneOf(team, organization);
  const filter = { client: client.client_id };
  const without = organization.may("sessions:manage") && team.practitioners.length > 1 ? (["client"] as const) : (["client", "practitioner"] as const);
  return (
    <Page
      title={client.name} above={<Link href={organization.path("/clients")}>{t.back}</Link>} lead={client.archived_at && t.archived}
      actions={!client.archived_at && (
        <>
          {organization.may("sessions:write") && <ButtonLink href={organization.path(`/bookings/new?client=${client.client_id}`)} look="primary">{t.book}</ButtonLink>}
          {mayWrite && client.has_account && (
            <MessageButton practitionerId={mayWrite} clientId={client.client_id} path={organization.path("/conversations")} label={talk.messageClient} />
          )}
          {mayWrite && !client.has_account && <p className="aside">{talk.noAccount}</p>}
        </>
      )}
    >
      <div className="columns">
        <div className="deeds"><ClientDetails client={client} /></div>
        <div className="beside"><Care client={client} team={team} /><FirstSteps client={client} /></div>
      </div>
      {(["upcoming", "past"] as const).map((part) => (
        <BookingPart key={part} part={part} filter={filter} zone={zone} without={without} />
      ))}
      <NotesAbout clientId={client.client_id} zone={zone} addressOf={(bookingId) => organization.path(`/bookings/${bookingId}`)} />
      {organization.may("privacy:manage") && <Protection client={client} />}
    </Page>
  );
}
