/** A member books for a client (BM-R4, BM-R17). */
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { Confirmation } from "../api/contract";
import { timeIsGone } from "../api/failure";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { localDate } from "../time/dates";
import { formatMoment } from "../time/format";
import { localTime } from "../time/zoned";
import { useNamedClient } from "./making/api";
import { EMPTY, missingIn, recurrenceOf, type BookingDraft, type Missing } from "./making/draft";
import { Refusal } from "./making/refusal";
import { WhatPart } from "./making/what-part";
import { WhenPart } from "./making/when-part";
import { detailsOf, WhoPart } from "./making/who-part";
import { words } from "./making/words";
import { servicesOf, useTeam, zoneOf, type Team } from "./team/team";
import "./bookings/bookings.css";
import "./making/making.css";

export default function NewBooking() {
  const t = useWords(words);
  const team = useTeam();
  const { path } = useOrganization();
  return (
    <Page title={t.title} lead={t.lead} above={<Link href={path("/bookings")}>{t.back}</Link>}>
      <QueryView query={team}>{(data) => <Form team={data} />}</QueryView>
    </Page>
  );
}

function Form({ team }: { team: Team }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganization();
  const [parameters] = useSearchParams();
  const [, navigate] = useLocation();
  const [draft, setDraft, forget] = useDraft(`new-booking.${organization.organization_slug}.${parameters.toString()}`, beginning(team, organization, parameters));
  const [missing, setMissing] = useState<Missing>({});
  const form = useRef<HTMLFormElement>(null);
  const zone = team.practitioners.find(({ practitioner_id }) => practitioner_id === draft.practitionerId)?.time_zone ?? zoneOf(team, organization);
  const latest = useRef(draft);
  const change = (part: Partial<BookingDraft>) => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    if (Object.keys(missing).length > 0) setMissing(missingIn(latest.current));
  };
  const create = useVerb<Confirmation>("create_booking", {
    onDone: ({ booking_id, starts_at }) => {
      forget();
      toast(t.booked(draft.name, formatMoment(starts_at, locale, zone)));
      navigate(organization.path(`/bookings/${booking_id}`));
    },
  });

  // A link may name the client; what was typed here since is not overwritten.
  const [begun] = useState(draft.name !== "");
  const named = useNamedClient(begun ? null : parameters.get("client")).data;
  const filled = useRef(begun);
  useEffect(() => {
    if (!named || filled.current) return;
    filled.current = true;
    if (!latest.current.name) change(detailsOf(named));
  });

  const send = () => {
    const lacking = missingIn(draft);
    setMissing(lacking);
    if (Object.keys(lacking).length > 0) {
      const first = lacking.time && !draft.byHand && !lacking.service ? ".free-time, .free-week button:not([disabled])" : "[data-invalid] :is(input, button, [tabindex])";
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(first)?.focus());
      return;
    }
    const recurrence = recurrenceOf(draft, draft.without);
    create.mutate({
      practitioner_id: draft.practitionerId, service_id: draft.serviceId, starts_at: draft.startsAt, overbook: draft.byHand && draft.overbook,
      client: {
        // Somebody who is known: the appointment is theirs, also when they have an account.
        ...(draft.clientId && { client_id: draft.clientId }),
        name: draft.name.trim(), email: draft.email.trim(), phone: draft.phone.trim(), consent: draft.consent, time_zone: draft.timeZone ?? zone, locale: draft.locale,
      },
      ...(draft.note.trim() && { note: draft.note.trim() }), ...(recurrence && { recurrence }),
    });
  };
  const again = (startsAt: string) => {
    create.reset();
    change({ startsAt: new Date(startsAt).toISOString(), date: localDate(startsAt, zone), time: localTime(startsAt, zone), overbook: false });
  };
  const part = { draft, change, missing };
  const lacking = Object.keys(missing).length;

  return (
    <form ref={form} className="making" noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
      <WhatPart {...part} team={team} />
      <WhenPart key={`${draft.practitionerId} ${draft.serviceId}`} {...part} zone={zone} />
      <WhoPart {...part} />
      {lacking > 0 && <Notice tone="problem"><p>{t.check(lacking)}</p></Notice>}
      {create.error && <Refusal failure={create.error} zone={zone} series={draft.times > 1} choose={timeIsGone(create.error) || create.error.word === "client_busy" ? again : null} />}
      <div className="actions">
        <Button type="submit" look="primary" isPending={create.isPending}>{draft.times > 1 ? t.bookSeries(draft.times - draft.without.length) : t.book}</Button>
      </div>
    </form>
  );
}

/** What the address says, and otherwise oneself and the only service there is. */
function beginning(team: Team, { practitioner_id, locale, time_zone }: { practitioner_id: string | null; locale: string; time_zone: string }, parameters: URLSearchParams): BookingDraft {
  const active = team.practitioners.filter((each) => each.active);
  const practitionerId = parameters.get("practitioner") ?? practitioner_id ?? (active.length === 1 ? active[0]?.practitioner_id : "") ?? "";
  const services = servicesOf(team, practitionerId);
  const serviceId = services.find(({ service_id }) => service_id === parameters.get("service"))?.service_id ?? services[0]?.service_id ?? "";
  const zone = team.practitioners.find((each) => each.practitioner_id === practitionerId)?.time_zone ?? time_zone;
  const at = parameters.get("at");
  if (!at || Number.isNaN(Date.parse(at))) return { ...EMPTY, locale, practitionerId, serviceId };
  const startsAt = new Date(at).toISOString();
  return { ...EMPTY, locale, practitionerId, serviceId, startsAt, date: localDate(startsAt, zone), time: localTime(startsAt, zone), byHand: true };
}
