/** What a practice still asks of somebody, said where they look first; and where they are a client. */
import { useMemberships, type Membership } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Tag } from "../components/tag/tag";
import { useWords } from "../i18n/speech";
import { useOnboarding } from "./onboarding.page";
import { words } from "./onboarding-words";

function useOwn(): Membership[] {
  const { data = [] } = useMemberships();
  return data.filter(({ role }) => role === "client");
}

export function OpenSteps() {
  return <>{useOwn().filter(({ onboarding_status }) => onboarding_status === "pending").map((one) => <Banner key={one.organization_id} membership={one} />)}</>;
}

function Banner({ membership }: { membership: Membership }) {
  const t = useWords(words);
  const { data } = useOnboarding(membership.organization_id);
  const open = data?.steps.filter(({ is_open, required }) => is_open && required).length ?? 0;
  if (open === 0) return null;
  return (
    <Notice tone="info" isSpoken={false}>
      <p><strong>{t.bannerTitle(membership.organization_name)}.</strong> {t.bannerText(open)}</p>
      <div className="actions"><ButtonLink href={`/my/onboarding/${membership.organization_slug}`}>{t.bannerGo}</ButtonLink></div>
    </Notice>
  );
}

export function ClientOf() {
  const t = useWords(words);
  const own = useOwn();
  if (own.length === 0) return null;
  return (
    <section className="my-list" aria-label={t.clientOf}>
      <h2>{t.clientOf}</h2>
      <ul className="client-of" role="list">
        {own.map(({ organization_id, organization_slug, organization_name, onboarding_status }) => (
          <li key={organization_id}>
            <Link href={`/with/${organization_slug}`}>{organization_name}</Link>{" "}
            <Link href={`/my/onboarding/${organization_slug}`} className="client-of-steps">
              <Tag tone={onboarding_status === "complete" ? "good" : "plain"}>{onboarding_status === "complete" ? t.complete : t.title}</Tag>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
