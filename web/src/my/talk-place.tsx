/** Where the conversations of somebody who books stand. */
import { ButtonLink } from "../components/button/button";
import { useWords } from "../i18n/speech";
import type { Place } from "../talk/talk";
import { words } from "../talk/words";
import { visitorTimeZone } from "../time/dates";

export function useMyPlace(): Place {
  const t = useWords(words);
  return { role: "client", organizationId: null, path: "/my/messages", zone: visitorTimeZone(), wayOn: <ButtonLink href="/" look="primary">{t.findSomebody}</ButtonLink> };
}
