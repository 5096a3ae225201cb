/** The old and the new time side by side, before the booking moves. */
import type { LiveBooking } from "../api/contract";
import type { Failure } from "../api/failure";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment, formatZone } from "../time/format";
import { words } from "./words";

interface ConfirmMoveProps {
  booking: LiveBooking;
  startsAt: string;
  zone: string;
  /** Why the last try did not work, if so. */
  failure: Failure | null;
  isMoving: boolean;
  onConfirm: () => void;
  onOther: () => void;
  onStay: () => void;
}

export function ConfirmMove({ booking, startsAt, zone, failure, isMoving, onConfirm, onOther, onStay }: ConfirmMoveProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <Page title={t.confirmTitle}>
      {failure && <FailureNotice error={failure} takesFocus />}
      <dl className="from-to">
        <div className="from"><dt>{t.from}</dt><dd>{formatMoment(booking.starts_at, locale, zone)}</dd></div>
        <div className="to"><dt>{t.to}</dt><dd>{formatMoment(startsAt, locale, zone)}</dd></div>
      </dl>
      <p className="policy">{formatZone(zone, locale)}</p>
      <div className="actions">
        <Button look="primary" onPress={onConfirm} isPending={isMoving}>{isMoving ? t.moving : t.confirm}</Button>
        <Button onPress={onOther}>{t.other}</Button>
        <Button look="quiet" onPress={onStay}>{t.stay}</Button>
      </div>
    </Page>
  );
}
