/** A free time, or another one when the first was just taken. */
import type { Slot } from "../api/contract";
import { listSlots } from "../api/booking";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";
import { useAnnounce } from "../components/announcer/announcer";
import { Button, ButtonLink } from "../components/button/button";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import type { Place } from "../components/slot-picker/picker";
import { SlotPicker } from "../components/slot-picker/slot-picker";
import { Steps } from "../components/steps/steps";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDuration } from "../time/format";
import { ClientsOnly } from "./clients-only";
import { lastBookableDate, offerLinks, type Offer } from "./offer";
import { RefusalNotice } from "./refusal-notice";
import type { Refusal } from "./reservation";
import { words } from "./words";
import "./book.css";

interface TimesStepProps {
  offer: Offer;
  place: Place;
  onMove: (place: Place) => void;
  wanted: string | null;
  refusal: Refusal | null;
  choosing: Slot | null;
  onChoose: (slot: Slot) => void;
  onWait: () => void;
}

export function TimesStep({ offer, place, onMove, wanted, refusal, choosing, onChoose, onWait }: TimesStepProps) {
  const { practitioner, service } = offer;
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const say = useAnnounce();
  const { session } = useSession();
  const { practitioner_id: practitionerId } = practitioner;
  const { service_id: serviceId } = service;
  const links = offerLinks(offer);
  const choose = (slot: Slot) => {
    say(t.holding);
    onChoose(slot);
  };

  return (
    <Page
      title={t.choose}
      above={<Steps now="when" links={links} back={{ href: links.what, name: practitioner.display_name }} />}
      lead={`${service.name} · ${formatDuration(service.duration_minutes, locale)} · ${practitioner.display_name}`}
    >
      {service.requires_onboarding && <ClientsOnly practitioner={practitioner} here={links.when} />}
      {refusal && <RefusalNotice refusal={refusal} zone={place.zone} onChoose={choose} />}
      {!practitioner.accepting_clients && session === null && (
        <Notice tone="info" isSpoken={false}>
          <p>{t.notAccepting(practitioner.display_name)}</p>
          <p><ButtonLink href={`/sign-in?next=${encodeURIComponent(links.when)}`}>{t.signIn}</ButtonLink></p>
        </Notice>
      )}
      <SlotPicker
        source={{
          name: [practitionerId, serviceId],
          load: (from, to, timeZone) => listSlots(api, { practitionerId, serviceId, from, to, timeZone }),
        }}
        practitionerId={practitionerId}
        zones={{ visitor: visitorTimeZone(), practitioner: practitioner.time_zone }}
        place={place}
        onMove={onMove}
        wanted={wanted}
        lastDate={lastBookableDate(offer)}
        onChoose={choose}
        choosing={choosing?.starts_at ?? null}
      />
      {practitioner.accepting_clients && (
        <div className="nothing-suits">
          <p>{t.nothingSuits}</p>
          <Button onPress={onWait}>{t.wait}</Button>
        </div>
      )}
    </Page>
  );
}
