/** A link that opens nothing, or no longer: why, and how to come by a new one. */
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { useWords } from "../i18n/speech";
import { words } from "./words";

export function DeadLink({ hasEnded }: { hasEnded: boolean }) {
  const t = useWords(words);
  return (
    <Page title={hasEnded ? t.expiredTitle : t.invalidTitle} lead={hasEnded ? t.expiredExplain : t.invalidExplain}>
      <Panel title={t.newLink}>
        <p>{t.newLinkExplain}</p>
        <p><ButtonLink href="/my/bookings">{t.account}</ButtonLink></p>
      </Panel>
    </Page>
  );
}
