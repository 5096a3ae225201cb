/** Profiles: who waits to be published, who is public, and with ?profile=… one of them to edit (DR-1.2, DR-7.1). */
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { About } from "../components/profile/about";
import { Services } from "../components/profile/offered";
import { Clients, Place, Region, Specialties } from "../components/profile/parts";
import { Photo } from "../components/profile/photo";
import { useProfile } from "../components/profile/profile";
import { Publicity } from "../components/profile/publicity";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { AddProfile } from "./practitioners/add";
import { PractitionerList } from "./practitioners/list";
import { useRoster } from "./practitioners/roster";
import { words } from "./practitioners/words";
import "../components/profile/profile.css";

export default function Practitioners() {
  const [params] = useSearchParams();
  const profile = params.get("profile");
  return profile ? <One key={profile} practitionerId={profile} /> : <All />;
}

function All() {
  const t = useWords(words);
  const { path } = useOrganization();
  const [, navigate] = useLocation();
  const roster = useRoster();
  const [adding, setAdding] = useState(false);
  return (
    <Page title={t.title} lead={t.lead} actions={<Button onPress={() => setAdding(true)}>{t.add}</Button>}>
      <QueryView query={roster}>
        {(all) => {
          const waiting = all.filter(({ published, archived_at }) => !published && !archived_at);
          const isPublic = all.filter(({ published, archived_at }) => published && !archived_at);
          const archived = all.filter(({ archived_at }) => archived_at);
          if (all.length === 0) return <EmptyState title={t.none} text={t.noneText} />;
          return (
            <>
              <Panel title={t.waiting}>{waiting.length > 0 ? <PractitionerList caption={t.waiting} rows={waiting} /> : <p>{t.noOneWaits}</p>}</Panel>
              {isPublic.length > 0 && <Panel title={t.published}><PractitionerList caption={t.published} rows={isPublic} /></Panel>}
              {archived.length > 0 && <Panel title={t.archived}><PractitionerList caption={t.archived} rows={archived} /></Panel>}
            </>
          );
        }}
      </QueryView>
      <AddProfile isOpen={adding} onClose={() => setAdding(false)} onAdded={(id) => navigate(path(`/practitioners?profile=${id}`))} />
    </Page>
  );
}

function One({ practitionerId }: { practitionerId: string }) {
  const t = useWords(words);
  const { path } = useOrganization();
  const profile = useProfile(practitionerId);
  return (
    <Page title={profile.data?.practitioner.display_name ?? t.title} above={<Link href={path("/practitioners")}>{t.all}</Link>}>
      <QueryView query={profile}>
        {(all) => (
          <div className="profile-parts">
            <Publicity profile={all} />
            <About practitioner={all.practitioner} />
            <Photo practitioner={all.practitioner} />
            <Services profile={all} />
            <Specialties profile={all} />
            <Place profile={all} />
            <Clients profile={all} />
            <Region practitioner={all.practitioner} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
