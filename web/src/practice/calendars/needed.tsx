/** What a member sees in place of a page that the practice opens only to those with a calendar (SC-2.1); and how the calendar stands, in a line. */
import { useOrganization } from "../../app/organization";
import { useCalendarAccess } from "../../calendars/api";
import { ButtonLink } from "../../components/button/button";
import { Notice } from "../../components/notice/notice";
import { Page } from "../../components/page/page";
import { useWords } from "../../i18n/speech";
import { words } from "./changes-words";

export function CalendarNeeded({ again }: { again: boolean }) {
  const t = useWords(words);
  const { organization_name, path } = useOrganization();
  return (
    <Page title={t.needed} lead={again ? t.neededAgain(organization_name) : t.neededLead(organization_name)}>
      <p><ButtonLink look="primary" href={path("/settings")}>{t.connect}</ButtonLink></p>
      <p className="aside">{t.keeps}</p>
    </Page>
  );
}

/** Only where something is wrong with it. */
export function CalendarTrouble() {
  const t = useWords(words);
  const { organization_id, practitioner_id, path } = useOrganization();
  const { data: access } = useCalendarAccess(organization_id, practitioner_id !== null);
  if (!access || (access.status !== "revoked" && !access.failing_since)) return null;
  return (
    <Notice tone="warning" isSpoken={false}>
      <p>{access.status === "revoked" ? t.revoked : t.failing}</p>
      <p><ButtonLink href={path("/settings")}>{t.settings}</ButtonLink></p>
    </Notice>
  );
}
