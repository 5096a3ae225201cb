/** Where a practitioner's conversations at one practice stand. */
import { useOrganization } from "../app/organization";
import { ButtonLink } from "../components/button/button";
import { useWords } from "../i18n/speech";
import type { Place } from "../talk/talk";
import { words } from "../talk/words";

export function usePracticePlace(): Place {
  const t = useWords(words);
  const { organization_id, path, time_zone } = useOrganization();
  return {
    role: "practitioner", organizationId: organization_id, path: path("/conversations"), zone: time_zone,
    wayOn: <ButtonLink href={path("/clients")} look="primary">{t.clients}</ButtonLink>,
  };
}
