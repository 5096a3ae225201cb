/** What a practice asks of its new clients: each step with its answer, and what was agreed to. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { ask } from "../api/connect";
import type { Onboarding } from "../api/onboarding";
import { useApi } from "../app/connection";
import { Nowhere } from "../app/nowhere";
import { useMemberships, type Membership } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { words } from "./onboarding-words";
import { Step } from "./onboarding-step";
import "./onboarding.css";

export default function OnboardingPage() {
  const { organization: slug = "" } = useParams();
  const memberships = useMemberships();
  return (
    <QueryView query={memberships}>
      {(all) => {
        const own = all.find(({ role, organization_slug }) => role === "client" && organization_slug === slug);
        return own ? <Steps membership={own} /> : <Nowhere />;
      }}
    </QueryView>
  );
}

/** *wanted* false: nothing is asked for. */
export function useOnboarding(organizationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["my", "onboarding", organizationId],
    queryFn: () => ask<Onboarding>(api.rpc("my_onboarding", { organization_id: organizationId })),
  });
}

function Steps({ membership }: { membership: Membership }) {
  const t = useWords(words);
  const query = useOnboarding(membership.organization_id);
  return (
    <Page title={t.title} lead={t.lead(membership.organization_name)} above={<Link href="/my">{t.back}</Link>}>
      <QueryView query={query}>
        {({ steps }) => {
          const wanted = steps.filter(({ required }) => required);
          const done = wanted.filter(({ is_open }) => !is_open).length;
          const book = <ButtonLink href={`/with/${membership.organization_slug}`} look="primary">{t.find}</ButtonLink>;
          if (steps.length === 0) return <EmptyState title={t.nothing} text={t.nothingText} action={book} />;
          return (
            <>
              {done === wanted.length
                ? <Notice tone="success"><p><strong>{t.done}.</strong> {t.doneText}</p><div className="actions">{book}</div></Notice>
                : (
                  <p className="onboarding-progress">
                    <progress value={done} max={wanted.length} aria-label={t.title} /> <span role="status">{t.progress(done, wanted.length)}</span>
                  </p>
                )}
              <ol className="onboarding-steps" role="list">
                {steps.map((step) => <li key={step.step_id}><Step key={step.version} step={step} /></li>)}
              </ol>
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}
