/** What was booked, and what happens next. */
import type { Confirmation } from "../api/contract";
import { AppointmentFacts } from "../components/facts/appointment-facts";
import { Button } from "../components/button/button";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import type { Offer } from "./offer";
import { words } from "./words";

interface DoneStepProps {
  offer: Offer;
  confirmation: Confirmation;
  email: string;
  zone: string;
  onAnother: () => void;
}

export function DoneStep({ offer: { practitioner, service }, confirmation, email, zone, onAnother }: DoneStepProps) {
  const t = useWords(words);
  const pending = confirmation.status === "pending";
  return (
    <Page title={pending ? t.pendingTitle : t.doneTitle} lead={pending ? t.nextPending(practitioner.display_name, email) : t.next(email)}>
      <AppointmentFacts
        startsAt={confirmation.starts_at} endsAt={confirmation.ends_at} zone={zone}
        service={service} practitioner={practitioner.display_name} organization={practitioner.organization_name}
        status={confirmation.status} reference={confirmation.reference}
      />
      <p><Button onPress={onAnother}>{t.another}</Button></p>
    </Page>
  );
}
