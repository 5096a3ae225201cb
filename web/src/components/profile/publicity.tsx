/** Whether a profile is public, what is missing for that, and the switch. */
import { BrokenPromise, useWrite, written } from "../../api/write";
import { useOrganization } from "../../app/organization";
import { useSpeech, useWords } from "../../i18n/speech";
import { Button, ButtonLink } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Link } from "../link/link";
import { Notice } from "../notice/notice";
import { Panel } from "../panel/panel";
import { Tag } from "../tag/tag";
import { toast } from "../toasts/toasts";
import type { Profile } from "./profile";
import { words } from "./words";

export function Publicity({ profile: { practitioner, readiness } }: { profile: Profile }) {
  const t = useWords(words);
  const { organization_slug, role, path } = useOrganization();
  const isAdmin = role === "admin";
  const { published, practitioner_id, slug, archived_at } = practitioner;
  const publish = useWrite<boolean>(
    (api, to) => written(api.from("practitioners").update({ published: to }).eq("practitioner_id", practitioner_id).select("practitioner_id")),
    { onDone: (_, to) => toast(to ? t.publishedNow : t.unpublishedNow) },
  );
  const missing = readiness?.missing ?? [];
  const waits = !isAdmin && readiness?.approve_practitioners === true;
  const refused = publish.error && !(publish.error instanceof BrokenPromise) && publish.error.word === "illegal_transition";
  return (
    <Panel title={t.publicity} actions={published && !archived_at && <ButtonLink href={`/with/${organization_slug}/${slug}`}>{t.look}</ButtonLink>}>
      {archived_at ? <p><Tag tone="over">{t.archived}</Tag> {t.archivedText}</p> : (
        <>
          <p>{published ? <Tag tone="good">{t.published}</Tag> : <Tag tone="waiting">{t.unpublished}</Tag>} {published ? t.publishedText : t.unpublishedText}</p>
          {missing.length > 0 && (
            <div>
              <p>{isAdmin ? t.missingAdmin : t.missing}</p>
              <ul>{missing.map((need) => <li key={need}>{t.needs[need] ?? need}{need === "services" && <> – <Link href={path("/services")}>{t.addServices}</Link></>}{need === "hours" && <> – <Link href={path("/hours")}>{t.addHours}</Link></>}</li>)}</ul>
            </div>
          )}
          {missing.length === 0 && !published && <p>{t.complete}</p>}
          {readiness && readiness.advised.length > 0 && <p className="field-help">{t.advised} <Listed items={readiness.advised.map((need) => t.needs[need] ?? need)} /></p>}
          {refused ? <Notice tone="problem"><p>{isAdmin ? t.suspended : t.notComplete}</p></Notice> : publish.error && <FailureNotice error={publish.error} />}
          {!published && waits && <p>{t.waits}</p>}
          {published
            ? <div className="actions"><Button onPress={() => publish.mutate(false)} isPending={publish.isPending}>{t.unpublish}</Button></div>
            : !waits && <div className="actions"><Button look="primary" onPress={() => publish.mutate(true)} isPending={publish.isPending} isDisabled={!isAdmin && missing.length > 0}>{t.publish}</Button></div>}
        </>
      )}
    </Panel>
  );
}

function Listed({ items }: { items: string[] }) {
  const { locale } = useSpeech();
  return new Intl.ListFormat(locale).format(items);
}
