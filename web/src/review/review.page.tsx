/** A review by the link in a mail (CP-9.1, CP-4.6).  The token stays in the fragment and in memory. */
import { useState } from "react";
import { asFailure } from "../api/failure";
import { useFragment } from "../app/fragment";
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { QueryPage } from "../components/query-view/query-page";
import { ReviewForm } from "../components/review-form/review-form";
import { Thanks } from "../components/review-form/thanks";
import { words as formWords } from "../components/review-form/words";
import { practitionerHref } from "../directory/address";
import { useSpeech, useWords } from "../i18n/speech";
import { DeadLink } from "../manage/dead-link";
import { visitorTimeZone } from "../time/dates";
import { formatMoment, formatZone } from "../time/format";
import { useReviewable, type Reviewable } from "./api";
import { words } from "./words";

export default function ReviewPage() {
  const token = useFragment();
  // Another link is another visit.
  return token ? <Behind key={token} token={token} /> : <DeadLink hasEnded={false} />;
}

function Behind({ token }: { token: string }) {
  const query = useReviewable(token);
  const [sent, setSent] = useState(false);
  const word = query.error && asFailure(query.error).word;
  if (word === "token_expired") return <DeadLink hasEnded />;
  if (word === "token_invalid" || word === "not_found") return <DeadLink hasEnded={false} />;
  return <QueryPage query={query}>{(found) => <Visit token={token} found={found} sent={sent} onSent={() => setSent(true)} />}</QueryPage>;
}

function Visit({ token, found, sent, onSent }: { token: string; found: Reviewable; sent: boolean; onSent: () => void }) {
  const t = useWords(words);
  const { profile } = useWords(formWords);
  const { locale } = useSpeech();
  const { organization, practitioner, service } = found;
  const href = practitionerHref({ organization_slug: organization.slug, slug: practitioner.slug });
  if (sent) return <Thanks practitioner={practitioner.display_name}><ButtonLink href={href} look="primary">{profile}</ButtonLink></Thanks>;
  if (!found.can_review) {
    const over = found.reviewed_at !== null;
    return (
      <Page title={over ? t.done : t.notYet} lead={over ? t.doneText : t.notYetText}>
        <div className="actions">
          <ButtonLink href={`/manage#${token}`} look="primary">{t.booking}</ButtonLink>
          <ButtonLink href={href}>{t.again}</ButtonLink>
        </div>
      </Page>
    );
  }
  const zone = visitorTimeZone();
  return (
    <Page title={t.title} lead={t.about(service.name, practitioner.display_name)}>
      <p className="policy">{formatMoment(found.starts_at, locale, zone)} ({formatZone(zone, locale)}) · {organization.name}</p>
      <ReviewForm
        draft={found.reference} practitioner={practitioner.display_name} organization={organization.name}
        verb="review_by_token" identity={{ token }} onDone={onSent}
      />
    </Page>
  );
}
