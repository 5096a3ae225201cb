/** All bookings that somebody has as a client: what is to come, and what is over. */
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Button, ButtonLink } from "../components/button/button";
import { CutNote } from "../components/cut-note/cut-note";
import { EmptyState } from "../components/empty-state/empty-state";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { Tabs } from "../components/tabs/tabs";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatZone } from "../time/format";
import { usePast, useUpcoming } from "./api";
import { BookingList } from "./booking-list";
import { words } from "./words";
import "./my.css";

/** Hardly anybody has more ahead of them than this. */
const AHEAD = 200;
const STEP = 20;

export default function BookingsPage() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [, navigate] = useLocation();
  const shown = new URLSearchParams(useSearch()).get("show") === "past" ? "past" : "upcoming";
  return (
    <Page title={t.bookings} lead={t.bookingsLead} actions={<ButtonLink href="/">{t.find}</ButtonLink>}>
      <p className="policy">{t.zone(formatZone(visitorTimeZone(), locale))}</p>
      <Tabs
        label={t.whichOnes} selected={shown} onSelect={(id) => navigate(id === "past" ? "/my/bookings?show=past" : "/my/bookings", { replace: true })}
        tabs={[{ id: "upcoming", name: t.upcoming, content: <Upcoming /> }, { id: "past", name: t.past, content: <Past /> }]}
      />
    </Page>
  );
}

function Upcoming() {
  const t = useWords(words);
  return (
    <QueryView query={useUpcoming(AHEAD)}>
      {(bookings) => bookings.length > 0
        ? <><BookingList bookings={bookings.slice(0, AHEAD)} /><CutNote rows={bookings} most={AHEAD} /></>
        : <EmptyState title={t.emptyTitle} text={t.emptyText} action={<ButtonLink href="/" look="primary">{t.find}</ButtonLink>} />}
    </QueryView>
  );
}

function Past() {
  const t = useWords(words);
  const [limit, setLimit] = useState(STEP);
  const past = usePast(limit);
  return (
    <QueryView query={past}>
      {(bookings) => bookings.length > 0 ? (
        <>
          <BookingList bookings={bookings.slice(0, limit)} />
          {bookings.length > limit && <p><Button onPress={() => setLimit(limit + STEP)} isPending={past.isPlaceholderData}>{t.more}</Button></p>}
        </>
      ) : <EmptyState title={t.noPast} text={t.noPastText} />}
    </QueryView>
  );
}
