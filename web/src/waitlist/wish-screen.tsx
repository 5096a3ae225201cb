/** How a wish stands, and what its owner can do about it. */
import { useQueryClient } from "@tanstack/react-query";
import { useVerb } from "../api/verb";
import type { Offer, Wish } from "../api/waiting";
import { Button } from "../components/button/button";
import { AppointmentFacts } from "../components/facts/appointment-facts";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
import { words } from "./words";

export function WishScreen({ token, wish }: { token: string; wish: Wish }) {
  const t = useWords(words);
  if (wish.status === "booked") return <Page key="booked" title={t.acceptedTitle} lead={t.accepted} />;
  if (wish.offer) return <OfferScreen key="offer" token={token} wish={wish} offer={wish.offer} />;
  if (wish.status === "waiting" || wish.status === "offered") return <WaitingScreen key="waiting" token={token} wish={wish} />;
  return <Page key="left" title={t.leftTitle} lead={t.left} />;
}

function OfferScreen({ token, wish, offer }: { token: string; wish: Wish; offer: Offer }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const zone = wish.time_zone ?? offer.practitioner.time_zone;
  const onError = useSeenAnew();
  const accept = useVerb("accept_waitlist_offer");
  const decline = useVerb("decline_waitlist_offer");
  const answer = { token, offer_id: offer.offer_id };
  const isPending = accept.isPending || decline.isPending;
  const error = accept.error ?? decline.error;
  return (
    <Page title={t.title}>
      {error && <FailureNotice error={error} takesFocus />}
      <AppointmentFacts
        startsAt={offer.starts_at} endsAt={offer.ends_at} zone={zone}
        service={wish.service} practitioner={offer.practitioner.display_name} organization={wish.organization.name}
      />
      <p className="policy">{t.until(formatMoment(offer.expires_at, locale, zone))}</p>
      <div className="actions">
        <Button look="primary" isPending={isPending} onPress={() => accept.mutate(answer, { onError })}>{accept.isPending ? t.working : t.accept}</Button>
        <Button look="quiet" isPending={isPending} onPress={() => decline.mutate(answer, { onError })}>{decline.isPending ? t.working : t.decline}</Button>
      </div>
    </Page>
  );
}

function WaitingScreen({ token, wish }: { token: string; wish: Wish }) {
  const t = useWords(words);
  const onError = useSeenAnew();
  const leave = useVerb("leave_waitlist");
  return (
    <Page title={t.waitingTitle} lead={t.waiting(wish.service.name, wish.organization.name)}>
      {leave.error && <FailureNotice error={leave.error} takesFocus />}
      <p><Button look="quiet" isPending={leave.isPending} onPress={() => leave.mutate({ token }, { onError })}>{leave.isPending ? t.working : t.leave}</Button></p>
    </Page>
  );
}

/** What was refused is shown as it is by now. */
function useSeenAnew(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ["wish-by-token"] });
}
