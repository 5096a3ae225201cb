/** One visit by a booking's link: which screen comes when. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { ClientBooking } from "../api/contract";
import { asFailure, timeIsGone, type Failure } from "../api/failure";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { Loading } from "../components/query-view/loading";
import { startingPlace } from "../components/slot-picker/picker";
import { visitorTimeZone } from "../time/dates";
import { BookingScreen, type News } from "./booking-screen";
import { CancelledScreen } from "./cancelled-screen";
import { ConfirmMove } from "./confirm-move";

const MoveScreen = lazy(() => import("./move-screen"));

/** Where the visitor is; whatever the booking allows meanwhile, the database decides. */
type Screen =
  | { at: "booking"; news: News }
  | { at: "move"; failure: Failure | null }
  | { at: "confirm"; startsAt: string; failure: Failure | null };

export function Visit({ token, booking }: { token: string; booking: ClientBooking }) {
  const queries = useQueryClient();
  const [screen, setScreen] = useState<Screen>({ at: "booking", news: null });
  const [place, setPlace] = useState(() => startingPlace(visitorTimeZone()));
  const [reason, setReason, forgetReason] = useDraft(`cancel-${booking.reference}`, "");
  const key = ["booking-by-token", token];
  const show = (news: News) => setScreen({ at: "booking", news });

  const move = useVerb<ClientBooking>("reschedule_by_token", {
    onDone: (moved) => {
      queries.setQueryData(key, moved);
      show({ kind: "moved" });
    },
  });
  const cancel = useVerb<ClientBooking>("cancel_by_token", {
    onDone: (cancelled) => {
      queries.setQueryData(key, cancelled);
      forgetReason();
      show({ kind: "cancelled" });
    },
  });

  function confirmMove(startsAt: string): void {
    move.mutate({ token, starts_at: startsAt }, {
      onError: (error) => {
        const failure = asFailure(error);
        if (timeIsGone(failure) || failure.word === "client_busy") setScreen({ at: "move", failure });
        else if (isFinal(failure)) showAsItIs(failure);
        else setScreen({ at: "confirm", startsAt, failure });
      },
    });
  }

  function confirmCancel(): void {
    const said = reason.trim();
    cancel.mutate({ token, ...(said && { reason: said }) }, {
      onError: (failure) => {
        if (isFinal(failure)) showAsItIs(failure);
      },
    });
  }

  /** The booking is no longer what this page shows: show it as it is now, and say why nothing was done. */
  function showAsItIs(failure: Failure): void {
    show({ kind: "refused", failure });
    void queries.invalidateQueries({ queryKey: key });
  }

  if (booking.status === "cancelled") return <CancelledScreen booking={booking} zone={place.zone} justNow={screen.at === "booking" && screen.news?.kind === "cancelled"} />;
  switch (screen.at) {
    case "booking":
      return (
        <BookingScreen
          token={token}
          booking={booking}
          zone={place.zone}
          news={screen.news}
          onMove={() => setScreen({ at: "move", failure: null })}
          reason={reason}
          onReason={setReason}
          onCancel={confirmCancel}
          isCancelling={cancel.isPending}
          cancelError={cancel.error}
        />
      );
    case "move":
      return (
        <Suspense fallback={<Loading />}>
          <MoveScreen
            token={token}
            booking={booking}
            place={place}
            onPlace={setPlace}
            failure={screen.failure}
            onChoose={(startsAt) => setScreen({ at: "confirm", startsAt, failure: null })}
            onFailure={(failure) => isFinal(failure) && showAsItIs(failure)}
            onStay={() => show(null)}
          />
        </Suspense>
      );
    case "confirm":
      return (
        <ConfirmMove
          booking={booking}
          startsAt={screen.startsAt}
          zone={place.zone}
          failure={screen.failure}
          isMoving={move.isPending}
          onConfirm={() => confirmMove(screen.startsAt)}
          onOther={() => setScreen({ at: "move", failure: null })}
          onStay={() => show(null)}
        />
      );
  }
}

function isFinal({ word }: Failure): boolean {
  return ["too_late_to_change", "illegal_transition", "token_invalid", "token_expired", "not_found"].includes(word);
}
