/** Names the bookings that a change of hours would strand, and asks what is to become of them. */
import { useState } from "react";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { Link } from "../../components/link/link";
import { Modal } from "../../components/modal/modal";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import type { Stranded, Treatment, useChange } from "./use-change";
import { words } from "./words";

const TREATMENTS = ["refuse", "keep", "cancel"] as const;

export function StrandedDialog({ change, zone }: { change: ReturnType<typeof useChange>; zone: string }) {
  const t = useWords(words);
  if (!change.stranded) return null;
  return (
    <Modal title={t.strandedTitle(change.stranded.length)} isOpen onClose={() => change.decide("refuse", "")}>
      <Decision change={change} stranded={change.stranded} zone={zone} />
    </Modal>
  );
}

function Decision({ change, stranded, zone }: { change: ReturnType<typeof useChange>; stranded: Stranded[]; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  const [treatment, setTreatment] = useState<Treatment>("refuse");
  const [reason, setReason] = useState("");
  const detail = { refuse: t.refuseDetail, keep: t.keepDetail, cancel: t.cancelDetail };
  return (
    <>
      <p>{t.strandedText}</p>
      <ul className="stranded" aria-label={t.stranded}>
        {stranded.map(({ booking_id, client_name, reference, starts_at }) => (
          <li key={booking_id}>
            <Link href={path(`/bookings/${booking_id}`)}>{client_name}</Link>
            <span>{formatMoment(starts_at, locale, zone)} · {reference}</span>
          </li>
        ))}
      </ul>
      <Radios label={t.choice} value={treatment} onChange={setTreatment} options={TREATMENTS.map((id) => ({ id, name: t[id], detail: detail[id] }))} />
      {treatment === "cancel" && <TextInput label={t.reason} description={t.reasonHelp} multiline value={reason} onChange={setReason} maxLength={2000} />}
      {change.error && <FailureNotice error={change.error} />}
      <div className="actions">
        <Button look={treatment === "cancel" ? "danger" : "primary"} isPending={change.isPending} onPress={() => change.decide(treatment, reason.trim())}>{t.go[treatment]}</Button>
      </div>
    </>
  );
}
