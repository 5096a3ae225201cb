/** One's own profile, as clients will see it (DR-2.1, CP-2.2, CP-2.4, CP-2.5). */
import { useOrganization } from "../app/organization";
import { useWrite, written } from "../api/write";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { About } from "../components/profile/about";
import { Clients, Place, Specialties } from "../components/profile/parts";
import { Photo } from "../components/profile/photo";
import { useProfile } from "../components/profile/profile";
import { Publicity } from "../components/profile/publicity";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { defineWords } from "../i18n/words";
import "../components/profile/profile.css";

const words = defineWords(
  {
    title: "My profile",
    lead: "What people read before they book with you, and where you meet.",
    none: "You have no profile",
    noneText: "You look after the practice. If you also see clients yourself, make a profile: then your hours and services can be booked.",
    make: "Make my profile",
  },
  {
    title: "Mon profil",
    lead: "Ce que les gens lisent avant de réserver avec vous, et où vous vous rencontrez.",
    none: "Vous n’avez pas de profil",
    noneText: "Vous vous occupez de la pratique. Si vous recevez aussi des clients, créez un profil : vos heures et vos services pourront être réservés.",
    make: "Créer mon profil",
  },
);

export default function MyProfile() {
  const t = useWords(words);
  const { practitioner_id } = useOrganization();
  return <Page title={t.title} lead={t.lead}>{practitioner_id ? <Mine practitionerId={practitioner_id} /> : <NoProfile />}</Page>;
}

function Mine({ practitionerId }: { practitionerId: string }) {
  const profile = useProfile(practitionerId);
  return (
    <QueryView query={profile}>
      {(all) => (
        <div className="profile-parts">
          <Publicity profile={all} />
          <About practitioner={all.practitioner} />
          <Photo practitioner={all.practitioner} />
          <Place profile={all} />
          <Specialties profile={all} />
          <Clients profile={all} />
        </div>
      )}
    </QueryView>
  );
}

/** Admins need no profile, and may make themselves one. */
function NoProfile() {
  const t = useWords(words);
  const { organization_id, member_id, time_zone, locale, may } = useOrganization();
  const make = useWrite<void>(async (api) => {
    const [member] = await written<{ display_name: string }>(api.from("members").select("display_name").eq("member_id", member_id as string));
    const profile = { organization_id, member_id, slug: `practitioner-${member_id?.slice(0, 8)}`, display_name: member?.display_name ?? "", time_zone, locale };
    return written(api.from("practitioners").insert(profile).select("practitioner_id"));
  });
  return (
    <>
      {make.error && <FailureNotice error={make.error} />}
      <EmptyState title={t.none} text={t.noneText} action={may("settings:write") && <Button look="primary" onPress={() => make.mutate()} isPending={make.isPending}>{t.make}</Button>} />
    </>
  );
}
