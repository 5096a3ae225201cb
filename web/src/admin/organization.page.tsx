/** The organization's settings: everything that api.organization_settings lets an admin change. */
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { About } from "./organization/about";
import { MembersCalendars } from "./organization/calendars";
import { Look } from "./organization/look";
import { Appointments, Privacy, ReminderTimes, Sending } from "./organization/practice";
import { useSettings } from "./organization/settings";
import { Video } from "./organization/video";
import { words } from "./organization/words";
import "./organization/organization.css";

export default function Organization() {
  const t = useWords(words);
  const settings = useSettings();
  return (
    <Page title={t.title} lead={t.lead} actions={settings.data && <ButtonLink href={`/with/${settings.data.slug}`}>{t.publicPage}</ButtonLink>}>
      <QueryView query={settings}>
        {(all) => (
          <div className="settings-parts">
            <About settings={all} />
            <Privacy settings={all} />
            <ReminderTimes settings={all} />
            <Appointments settings={all} />
            <Video settings={all} />
            <MembersCalendars settings={all} />
            <Look settings={all} />
            <Sending settings={all} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
