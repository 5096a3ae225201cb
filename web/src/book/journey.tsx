/** From a free time to a booking: which screen comes when. */
import { lazy, Suspense, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { useVisit } from "../app/visits";
import { Loading } from "../components/query-view/loading";
import { startingPlace } from "../components/slot-picker/picker";
import { visitorTimeZone } from "../time/dates";
import { DetailsStep } from "./details-step";
import { DoneStep } from "./done-step";
import type { Offer } from "./offer";
import { TimesStep } from "./times-step";
import { useDetails } from "./use-details";
import { useReservation } from "./use-reservation";

const WaitStep = lazy(() => import("./wait-step"));

export function Journey({ offer }: { offer: Offer }) {
  const [location, navigate] = useLocation();
  const step = useHistoryState<{ step?: string } | null>()?.step;
  const wanted = new URLSearchParams(useSearch()).get("at");
  const [place, setPlace] = useState(() => startingPlace(visitorTimeZone(), wanted));
  const details = useDetails(offer.practitioner.organization_id);
  const [email, setEmail] = useState("");
  const booking = useReservation(offer, {
    onBooked: () => {
      setEmail(details.draft.email.trim());
      details.done();
    },
  });
  const { now } = booking;
  const whose = [offer.practitioner.practitioner_id];
  useVisit("opened", whose);
  useVisit("visited", whose);
  useVisit("chosen", now.at === "done" ? whose : null);

  if (now.at === "done") {
    return <DoneStep offer={offer} confirmation={now.confirmation} email={email} zone={place.zone} onAnother={() => void booking.leave()} />;
  }
  if (now.at === "details") {
    return <DetailsStep offer={offer} keeping={now} booking={booking} zone={place.zone} draft={details.draft} onDraft={details.change} />;
  }
  if (step === "wait") {
    return (
      <Suspense fallback={<Loading />}>
        <WaitStep offer={offer} draft={details.draft} onDraft={details.change} onDone={details.done} />
      </Suspense>
    );
  }
  return (
    <TimesStep
      offer={offer}
      place={place}
      onMove={setPlace}
      wanted={wanted}
      refusal={now.refusal}
      choosing={booking.choose.isPending ? booking.choose.variables : null}
      onChoose={(slot) => booking.choose.mutate(slot)}
      onWait={() => navigate(location, { state: { step: "wait" } })}
    />
  );
}
