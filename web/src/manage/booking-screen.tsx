/** The booking behind the link, and what its client may still do with it. */
import { useState } from "react";
import type { LiveBooking } from "../api/contract";
import type { Failure } from "../api/failure";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { AppointmentFacts } from "../components/facts/appointment-facts";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { useSpeech, useWords } from "../i18n/speech";
import { ReviewPrompt } from "../review/prompt";
import { formatMoment } from "../time/format";
import { Explanation } from "./explanation";
import { InAccount } from "./in-account";
import { words } from "./words";
import "./manage.css";

export type News = { kind: "moved" } | { kind: "cancelled" } | { kind: "refused"; failure: Failure } | null;

interface BookingScreenProps {
  token: string;
  booking: LiveBooking;
  zone: string;
  news: News;
  onMove: () => void;
  reason: string;
  onReason: (reason: string) => void;
  onCancel: () => void;
  isCancelling: boolean;
  cancelError: Failure | null;
}

export function BookingScreen({ token, booking, zone, news, onMove, reason, onReason, onCancel, isCancelling, cancelError }: BookingScreenProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { user } = useSession();
  const [asking, setAsking] = useState(false);
  const may = (action: "reschedule" | "cancel") => booking.allowed_actions.includes(action);
  const isLive = booking.status === "confirmed" || booking.status === "rescheduled";

  return (
    <Page title={t.title}>
      {news?.kind === "moved" && <Notice tone="success" takesFocus><p className="notice-text">{t.moved}</p></Notice>}
      {news?.kind === "refused" && <FailureNotice error={news.failure} takesFocus />}
      {booking.status === "pending" && <Notice tone="info" isSpoken={false}><p>{t.pending}</p></Notice>}
      <AppointmentFacts
        startsAt={booking.starts_at} endsAt={booking.ends_at} zone={zone}
        service={booking.service} practitioner={booking.practitioner.display_name} place={booking.place} token={token}
        organization={booking.organization.name} status={booking.status} reference={booking.reference}
      />
      <ReviewPrompt token={token} status={booking.status} />
      <Explanation booking={booking} zone={zone} />
      {booking.allowed_actions.length > 0 && (
        <div className="actions">
          {may("reschedule") && <Button look="primary" onPress={onMove}>{t.move}</Button>}
          {may("cancel") && <Button look="danger-quiet" onPress={() => setAsking(true)}>{t.cancel}</Button>}
        </div>
      )}
      {isLive && booking.allowed_actions.length > 0 && <Panel title={t.calendar}><p>{t.calendarExplain}</p></Panel>}
      {user && <InAccount token={token} reference={booking.reference} user={user} />}
      <ConfirmDialog
        title={t.ask}
        text={<><span className="lead">{formatMoment(booking.starts_at, locale, zone)}</span><br />{t.askExplain}</>}
        confirm={t.cancelConfirm}
        keep={t.keep}
        danger
        isOpen={asking && may("cancel")}
        onClose={() => setAsking(false)}
        onConfirm={onCancel}
        isPending={isCancelling}
        error={cancelError}
      >
        <TextInput label={t.reason} value={reason} onChange={onReason} multiline />
      </ConfirmDialog>
    </Page>
  );
}
