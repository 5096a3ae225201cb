/** Choosing the time to which a booking moves. */
import type { LiveBooking } from "../api/contract";
import { asFailure, type Failure } from "../api/failure";
import { slotsByToken } from "../api/links";
import { useApi } from "../app/connection";
import { Alternatives } from "../components/alternatives/alternatives";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import type { Place } from "../components/slot-picker/picker";
import { SlotPicker } from "../components/slot-picker/slot-picker";
import { useSpeech, useWords } from "../i18n/speech";
import { addDays, visitorTimeZone } from "../time/dates";
import { formatMoment } from "../time/format";
import { words } from "./words";

interface MoveScreenProps {
  token: string;
  booking: LiveBooking;
  place: Place;
  onPlace: (place: Place) => void;
  /** Why the time chosen before cannot be had, if so. */
  failure: Failure | null;
  onChoose: (startsAt: string) => void;
  /** Free times could not be listed: there may be nothing left to move. */
  onFailure: (failure: Failure) => void;
  onStay: () => void;
}

export default function MoveScreen({ token, booking, place, onPlace, failure, onChoose, onFailure, onStay }: MoveScreenProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  return (
    <Page title={t.moveTitle} lead={t.moveNow(formatMoment(booking.starts_at, locale, place.zone))}>
      {failure && (
        <FailureNotice error={failure} takesFocus>
          <Alternatives instants={failure.alternatives} zone={place.zone} onChoose={onChoose} />
        </FailureNotice>
      )}
      <SlotPicker
        source={{
          name: [token],
          // The dates that the server reads are the practitioner's; a day more on each side covers the visitor's.
          load: (from, to) => slotsByToken(api, token, addDays(from, -1), addDays(to, 1)).catch((error: unknown) => {
            onFailure(asFailure(error));
            throw error;
          }),
        }}
        practitionerId={booking.practitioner.practitioner_id}
        zones={{ visitor: visitorTimeZone(), practitioner: booking.practitioner.time_zone }}
        place={place}
        onMove={onPlace}
        lastDate={null}
        onChoose={(slot) => onChoose(slot.starts_at)}
        choosing={null}
      />
      <div className="actions"><Button look="quiet" onPress={onStay}>{t.stay}</Button></div>
    </Page>
  );
}
