/** A service that only clients book who have answered what the practice requires of them: what is missing, and where to do it. */
import type { Practitioner } from "../api/contract";
import { useMemberships, useSession } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { Notice } from "../components/notice/notice";
import { useWords } from "../i18n/speech";
import { words } from "./clients-only-words";

export function ClientsOnly({ practitioner: { organization_id, organization_slug, organization_name }, here }: { practitioner: Practitioner; here: string }) {
  const t = useWords(words);
  const { session } = useSession();
  const { data } = useMemberships();
  if (session === undefined || (session && !data)) return null;
  const there = data?.filter((membership) => membership.organization_id === organization_id) ?? [];
  // Who works there books for whom they know.
  if (there.some(({ role, onboarding_status }) => role !== "client" || onboarding_status === "complete")) return null;
  const isClient = there.length > 0;
  return (
    <Notice tone="info" isSpoken={false}>
      <p>{isClient ? t.steps(organization_name) : t.join(organization_name)}</p>
      <div className="actions">
        <ButtonLink href={isClient ? `/my/onboarding/${organization_slug}` : `/become/${organization_slug}`} look="primary">{isClient ? t.toSteps : t.become}</ButtonLink>
        {!session && <ButtonLink href={`/sign-in?next=${encodeURIComponent(here)}`}>{t.signIn}</ButtonLink>}
      </div>
    </Notice>
  );
}
