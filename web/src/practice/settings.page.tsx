/** What a member decides about the own work here: zone and language, calendar feed, notifications (CP-11, SC-4.1). */
import { useOrganization } from "../app/organization";
import { Page } from "../components/page/page";
import { Region } from "../components/profile/parts";
import { useProfile } from "../components/profile/profile";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { defineWords } from "../i18n/words";
import { Preferences } from "../my/preferences";
import { Calendars } from "./calendars/calendars";
import { Feeds } from "./feeds/feeds";
import { Membership } from "./membership";
import "../components/profile/profile.css";
import "../my/my.css";

const words = defineWords(
  { title: "My settings", lead: "Your name, your time zone, your calendar, and what you are told." },
  { title: "Mes réglages", lead: "Votre nom, votre fuseau horaire, votre agenda et ce qui vous est annoncé." },
);

export default function MySettings() {
  const t = useWords(words);
  const { practitioner_id, organization_id } = useOrganization();
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="profile-parts">
        {practitioner_id && <OfPractitioner practitionerId={practitioner_id} />}
        <Membership />
        <Preferences only={organization_id} />
      </div>
    </Page>
  );
}

function OfPractitioner({ practitionerId }: { practitionerId: string }) {
  const profile = useProfile(practitionerId);
  return (
    <>
      <QueryView query={profile}>{({ practitioner }) => <Region practitioner={practitioner} />}</QueryView>
      <Calendars />
      <Feeds practitionerId={practitionerId} />
    </>
  );
}
