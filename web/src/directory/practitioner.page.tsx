/** Somebody's profile, and what can be booked with them (DR-2.1). */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { listServices } from "../api/booking";
import type { Service } from "../api/contract";
import { useApi } from "../app/connection";
import { useVisit } from "../app/visits";
import { Nowhere } from "../app/nowhere";
import { ChoiceList } from "../components/choice-list/choice-list";
import { EmptyState } from "../components/empty-state/empty-state";
import { Facts } from "../components/facts/facts";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { Average } from "../components/stars/stars";
import { useSpeech, useWords } from "../i18n/speech";
import { formatDuration, formatLanguages, formatPrice, formatZone } from "../time/format";
import { profileBySlug, type Profile } from "./api";
import { bookingHref } from "./address";
import { Reviews } from "./reviews";
import { words } from "./words";
import "./directory.css";

export default function PractitionerPage() {
  const api = useApi();
  const { organization = "", practitioner = "" } = useParams();
  const query = useQuery({
    queryKey: ["profile", organization, practitioner],
    queryFn: async () => {
      const profile = await profileBySlug(api, organization, practitioner);
      return profile && { profile, services: await listServices(api, profile.practitioner_id) };
    },
  });
  return <QueryView query={query}>{(found) => (found ? <ProfileView {...found} /> : <Nowhere />)}</QueryView>;
}

function ProfileView({ profile, services }: { profile: Profile; services: readonly Service[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  useVisit("opened", [profile.practitioner_id]);
  const notes = (service: Service) => [
    formatDuration(service.duration_minutes, locale),
    ...(service.price_cents !== null && service.currency ? [formatPrice(service.price_cents, service.currency, locale)] : []),
    ...(service.capacity > 1 ? [t.profile.group(service.capacity)] : []),
    ...(service.requires_approval ? [t.profile.approval] : []),
    ...(service.requires_onboarding ? [t.profile.clientsOnly] : []),
  ];
  return (
    <Page
      title={profile.display_name}
      above={<Link href={`/with/${profile.organization_slug}`}>{t.profile.everybody(profile.organization_name)}</Link>}
    >
      {profile.photo && <img className="profile-photo" src={profile.photo} alt={t.profile.photo(profile.display_name)} width="160" height="160" />}
      {profile.credentials && <p className="profile-credentials">{profile.credentials}</p>}
      {profile.rating_average !== null && <p><a className="profile-rating" href="#reviews"><Average rating={profile.rating_average} count={profile.rating_count} /></a></p>}
      {profile.bio && <p className="profile-bio">{profile.bio}</p>}
      <Facts entries={[
        [t.profile.practice, profile.organization_name],
        [t.profile.specialties, profile.specialties?.join(", ")],
        [t.profile.place, profile.location],
        [t.profile.languages, formatLanguages(profile.languages, locale)],
        [t.profile.zone, formatZone(profile.time_zone, locale)],
      ]}
      />
      <h2>{t.profile.services}</h2>
      {profile.accepting_clients && !profile.takes_new_clients && <Notice tone="info"><p>{t.full}</p></Notice>}
      {!profile.accepting_clients && <Notice tone="info"><p>{t.notAccepting}</p></Notice>}
      {services.length === 0
        ? <EmptyState title={t.profile.none} text={t.profile.noneHelp} />
        : (
          <ChoiceList choices={services.map((service) => ({
            key: service.service_id,
            href: bookingHref(profile, service.service_id),
            name: service.name,
            text: service.description,
            notes: notes(service),
          }))}
          />
        )}
      {profile.rating_count > 0 && <Reviews profile={profile} />}
    </Page>
  );
}
