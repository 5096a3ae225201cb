/** Who books, while the chosen time is kept. */
import { AppointmentFacts } from "../components/facts/appointment-facts";
import { Button } from "../components/button/button";
import { DetailsForm } from "../components/details-form/details-form";
import type { Draft } from "../components/details-form/draft";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { HoldClock } from "../components/hold-clock/hold-clock";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Steps } from "../components/steps/steps";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { offerLinks, type Offer } from "./offer";
import type { Keeping } from "./reservation";
import type { Booking } from "./use-reservation";
import { words } from "./words";

interface DetailsStepProps {
  offer: Offer;
  keeping: Keeping;
  booking: Booking;
  zone: string;
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

export function DetailsStep({ offer, keeping, booking, zone, draft, onDraft }: DetailsStepProps) {
  const { practitioner, service } = offer;
  const { hold, over, extendable } = keeping;
  const t = useWords(words);
  const { locale } = useSpeech();
  const back = () => history.back();
  const links = offerLinks(offer);
  const isPending = booking.confirming.isPending;

  function confirm(): void {
    const client = {
      name: draft.name.trim(), email: draft.email.trim(), phone: draft.phone.trim(), consent: draft.consent, time_zone: visitorTimeZone(), locale,
    };
    const note = draft.note.trim();
    booking.confirm({ client, ...(note && { note }) });
  }

  return (
    <Page title={t.details} above={<Steps now="details" links={links} back={{ href: links.when, name: t.change }} onWhen={back} />}>
      <KeepingNotice keeping={keeping} onAgain={() => booking.again.mutate(hold)} isKeeping={booking.again.isPending} />
      <div className="columns">
        <div className="beside">
          <AppointmentFacts
            startsAt={hold.slot.starts_at} endsAt={hold.slot.ends_at} zone={zone}
            service={service} practitioner={practitioner.display_name} organization={practitioner.organization_name}
          />
          {!over && (
            <HoldClock
              deadline={hold.deadline}
              onKeep={extendable ? () => booking.lengthen.mutate(hold) : null}
              isKeeping={booking.lengthen.isPending}
              onOver={() => booking.happen({ type: "ran-out" })}
            />
          )}
          <p><Button look="quiet" onPress={back}>{t.change}</Button></p>
        </div>
        <DetailsForm
          draft={draft}
          onChange={onDraft}
          organization={practitioner.organization_name}
          onSubmit={confirm}
          actions={(
            <Button type="submit" look="primary" isPending={isPending}>
              {isPending ? t.submitting : service.requires_approval ? t.submitApproval : t.submit}
            </Button>
          )}
        />
      </div>
    </Page>
  );
}

/** What the visitor has to be told about the kept time. */
function KeepingNotice({ keeping: { over, news }, onAgain, isKeeping }: { keeping: Keeping; onAgain: () => void; isKeeping: boolean }) {
  const t = useWords(words);
  return (
    <>
      {over && (
        <Notice key="over" tone="warning" takesFocus>
          <p className="notice-text">{t.over}</p>
          <p>{t.overExplain}</p>
          <Button look="primary" onPress={onAgain} isPending={isKeeping}>{isKeeping ? t.holding : t.again}</Button>
        </Notice>
      )}
      {news?.kind === "failed" && <FailureNotice error={news.failure} takesFocus />}
      {news?.kind === "kept-again" && <Notice key="kept-again" tone="success" takesFocus><p className="notice-text">{t.againDone}</p></Notice>}
      {news?.kind === "last-extension" && <Notice key="last" tone="warning" takesFocus><p className="notice-text">{t.last}</p></Notice>}
    </>
  );
}
