/** What can be done with a booking, by its state and the member's permissions. */
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useOrganization } from "../../app/organization";
import { Button, ButtonLink } from "../../components/button/button";
import { Panel } from "../../components/panel/panel";
import { useWords } from "../../i18n/speech";
import { hasBegun, isLive, isWaiting, type Booking } from "../bookings/booking";
import { Answer } from "./answer";
import { Attendance } from "./attendance";
import { EndDialog } from "./end-dialog";
import { MoveDialog } from "./move-dialog";
import { words as pageWords } from "./page-words";
import { words } from "./words";

export function Deeds({ booking, now }: { booking: Booking; now: number }) {
  const t = useWords(words);
  const page = useWords(pageWords);
  const { may, path } = useOrganization();
  const [parameters, setParameters] = useSearchParams();
  const [cancelling, setCancelling] = useState(false);
  if (!may("sessions:write")) return null;
  const live = isLive(booking);
  // In the address, so that the schedule and others can link to it.
  const move = (open: boolean) => setParameters(open ? { move: "1" } : {}, { replace: true });
  const again = path(`/bookings/new?practitioner=${booking.practitioner_id}&service=${booking.service_id}&client=${booking.client_id}`);

  return (
    <Panel title={page.deeds}>
      {isWaiting(booking, now) && <Answer booking={booking} />}
      {live && hasBegun(booking, now) && <Attendance booking={booking} />}
      {!live && booking.status !== "pending" && <p>{page.final}</p>}
      <div className="actions">
        {live && <Button onPress={() => move(true)}>{t.move}</Button>}
        {live && <Button look="danger-quiet" onPress={() => setCancelling(true)}>{t.cancel}</Button>}
        <ButtonLink href={again} look="quiet">{page.again}</ButtonLink>
      </div>
      {live && <MoveDialog booking={booking} isOpen={parameters.has("move")} onClose={() => move(false)} />}
      <EndDialog booking={booking} deed="cancel" isOpen={cancelling} onClose={() => setCancelling(false)} />
    </Panel>
  );
}
