/** From a booking to talking with whoever comes: the client, and the group of a session of several seats. */
import { useOrganization } from "../../app/organization";
import { Panel } from "../../components/panel/panel";
import { useWords } from "../../i18n/speech";
import { GroupButton, MessageButton } from "../../talk/message-button";
import { words } from "../../talk/words";
import type { Booking } from "../bookings/booking";
import type { Team } from "../team/team";

export function TalkOfBooking({ booking, team }: { booking: Booking; team: Team }) {
  const t = useWords(words);
  const { may, path, practitioner_id } = useOrganization();
  if (!may("conversations:write") || practitioner_id !== booking.practitioner_id || booking.status === "cancelled") return null;
  const seats = team.services.find(({ service_id }) => service_id === booking.service_id)?.capacity ?? 1;
  return (
    <Panel title={t.titles.client}>
      <div className="actions"><MessageButton practitionerId={booking.practitioner_id} clientId={booking.client_id} path={path("/conversations")} label={t.messageClient} /></div>
      {seats > 1 && <GroupButton bookingId={booking.booking_id} path={path("/conversations")} />}
    </Panel>
  );
}
