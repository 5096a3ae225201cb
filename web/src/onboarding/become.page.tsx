/** An organization's page for those who want to be its clients (CP-6). */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { ask } from "../api/connect";
import { useApi } from "../app/connection";
import { Nowhere } from "../app/nowhere";
import { useMemberships, useSession, type Membership } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { organizationBySlug, type PublicOrganization } from "../directory/api";
import { useWords } from "../i18n/speech";
import { JoinForm } from "./join-form";
import { words } from "./words";

export default function BecomePage() {
  const api = useApi();
  const { organization: slug = "" } = useParams();
  const query = useQuery({ queryKey: ["organization", slug], queryFn: () => organizationBySlug(api, slug) });
  return <QueryView query={query}>{(organization) => (organization ? <Become organization={organization} /> : <Nowhere />)}</QueryView>;
}

function Become({ organization }: { organization: PublicOrganization }) {
  const t = useWords(words);
  const { session } = useSession();
  const memberships = useMemberships();
  if (session === undefined) return <Loading />;
  const next = encodeURIComponent(`/become/${organization.slug}`);
  return (
    <Page title={t.title(organization.name)} lead={t.lead} above={<Link href={`/with/${organization.slug}`}>{organization.name}</Link>}>
      {session ? (
        <QueryView query={memberships}>
          {(all) => {
            const own = all.find(({ role, organization_id }) => role === "client" && organization_id === organization.organization_id);
            return own ? <Already membership={own} organization={organization} /> : <JoinForm organization={organization} />;
          }}
        </QueryView>
      ) : (
        <>
          <p>{t.needAccount}</p>
          <div className="actions">
            <ButtonLink href={`/sign-up?next=${next}`} look="primary">{t.signUp}</ButtonLink>
            <ButtonLink href={`/sign-in?next=${next}`}>{t.signIn}</ButtonLink>
          </div>
        </>
      )}
    </Page>
  );
}

function Already({ membership, organization }: { membership: Membership; organization: PublicOrganization }) {
  const t = useWords(words);
  const api = useApi();
  const { data: practitioner } = useQuery({
    queryKey: ["my", "practitioner", membership.client_id],
    queryFn: async () => {
      const [client] = await ask<{ practitioner_name: string | null }[]>(api.from("client_list").select("practitioner_name").eq("client_id", membership.client_id ?? ""));
      return client?.practitioner_name ?? null;
    },
  });
  return (
    <Notice tone="success" isSpoken={false}>
      <p>{t.already(organization.name)} {practitioner ? t.careOf(practitioner) : practitioner === null && t.waiting}</p>
      <div className="actions">
        {membership.onboarding_status === "pending" && <ButtonLink href={`/my/onboarding/${organization.slug}`} look="primary">{t.steps}</ButtonLink>}
        <ButtonLink href="/my">{t.overview}</ButtonLink>
      </div>
    </Notice>
  );
}
