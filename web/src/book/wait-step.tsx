/** Where no free time suits: a place on the waitlist. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { DetailsForm } from "../components/details-form/details-form";
import type { Draft } from "../components/details-form/draft";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { DateInput } from "../components/fields/date-input";
import { Page } from "../components/page/page";
import { Steps } from "../components/steps/steps";
import { useSpeech, useWords } from "../i18n/speech";
import { addDays, today, visitorTimeZone, type LocalDate } from "../time/dates";
import { formatDate, formatDuration } from "../time/format";
import { lastBookableDate, offerLinks, type Offer } from "./offer";
import { words } from "./wait-words";
import { Weekdays } from "./weekdays";

interface WaitStepProps {
  offer: Offer;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onDone: () => void;
}

/** How many days ahead a wish goes unless it says otherwise. */
const AHEAD = 28;

export default function WaitStep({ offer, draft, onDraft, onDone }: WaitStepProps) {
  const { practitioner, service } = offer;
  const t = useWords(words);
  const { locale } = useSpeech();
  const links = offerLinks(offer);
  const first = today(practitioner.time_zone);
  const [from, setFrom] = useState<LocalDate | null>(first);
  const [to, setTo] = useState<LocalDate | null>(() => earlier(addDays(first, AHEAD), lastBookableDate(offer)));
  const [weekdays, setWeekdays] = useState<readonly number[]>([]);
  const [asked, setAsked] = useState(false);
  const join = useVerb("join_waitlist", { onDone });
  const fromError = from ? null : t.fromError;
  const toError = to && from && from <= to ? null : t.toError;

  function send(): void {
    setAsked(true);
    if (!from || !to || fromError || toError) return;
    join.mutate({
      service_id: service.service_id,
      practitioner_id: practitioner.practitioner_id,
      from_date: from,
      to_date: to,
      ...(weekdays.length > 0 && { weekdays }),
      client: { name: draft.name.trim(), email: draft.email.trim(), phone: draft.phone.trim(), consent: draft.consent, time_zone: visitorTimeZone(), locale },
    });
  }

  if (join.isSuccess && from && to) {
    return (
      <Page key="done" title={t.doneTitle} lead={t.done(formatDate(from, locale), formatDate(to, locale))}>
        <p><Button onPress={() => history.back()}>{t.back}</Button></p>
      </Page>
    );
  }
  return (
    <Page
      title={t.title}
      above={<Steps now="details" links={links} back={{ href: links.when, name: t.back }} onWhen={() => history.back()} />}
      lead={`${service.name} · ${formatDuration(service.duration_minutes, locale)} · ${practitioner.display_name}`}
    >
      <p>{t.explain}</p>
      {join.error && <FailureNotice error={join.error} takesFocus />}
      <DetailsForm
        draft={draft}
        onChange={onDraft}
        organization={practitioner.organization_name}
        onSubmit={send}
        hasNote={false}
        emailHelp={t.emailHelp}
        actions={(
          <>
            <Button type="submit" look="primary" isPending={join.isPending}>{join.isPending ? t.joining : t.join}</Button>
            <Button look="quiet" onPress={() => history.back()}>{t.back}</Button>
          </>
        )}
      >
        <div className="wish-days">
          <DateInput label={t.from} value={from} onChange={setFrom} min={first} error={asked ? fromError : null} />
          <DateInput label={t.to} value={to} onChange={setTo} min={from ?? first} error={asked ? toError : null} />
        </div>
        <Weekdays value={weekdays} onChange={setWeekdays} />
      </DetailsForm>
    </Page>
  );
}

function earlier(one: LocalDate, other: LocalDate): LocalDate {
  return one < other ? one : other;
}
