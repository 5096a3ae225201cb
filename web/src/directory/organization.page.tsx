/** An organization's own page: the people who can be booked there. */
import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams, useSearch } from "wouter";
import { useApi } from "../app/connection";
import { Nowhere } from "../app/nowhere";
import { ButtonLink } from "../components/button/button";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { organizationBySlug, specialtiesOf } from "./api";
import { readWish, writeWish } from "./address";
import { Results } from "./results";
import { SearchForm } from "./search-form";
import { words } from "./words";
import "./directory.css";

export default function OrganizationPage() {
  const api = useApi();
  const t = useWords(words);
  const { organization: slug = "" } = useParams();
  const [, navigate] = useLocation();
  const search = useSearch();
  const query = useQuery({
    queryKey: ["organization page", slug],
    queryFn: async () => {
      const organization = await organizationBySlug(api, slug);
      return organization && { organization, specialties: await specialtiesOf(api, organization.organization_id) };
    },
  });

  const here = `/with/${slug}`;
  const wish = readWish(search, slug);
  return (
    <QueryView query={query}>
      {(found) => found
        ? (
          <Page title={t.at(found.organization.name)} actions={<ButtonLink href={`/become/${slug}`}>{t.become}</ButtonLink>}>
            <SearchForm key={search} wish={wish} specialties={found.specialties} search={(wanted) => navigate(`${here}${writeWish(wanted)}`)} />
            <Results wish={wish} startOver={here} />
            {found.organization.takes_join_requests && <p className="policy">{t.worksHere} <Link href={`/my/join-team/${slug}`}>{t.askToJoin}</Link></p>}
          </Page>
        )
        : <Nowhere />}
    </QueryView>
  );
}
