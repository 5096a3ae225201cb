/** What each organization tells somebody, and by which way. */
import { useVerb } from "../api/verb";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Toggle } from "../components/fields/check";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { useOrganizations } from "./api";
import { usePreferences, type Preference } from "./news/news";
import { words } from "./settings-words";

/** *only* shows one organization, on a page that is about it anyway. */
export function Preferences({ only }: { only?: string }) {
  const t = useWords(words);
  const organization = useOrganizations();
  return (
    <Panel title={t.notifications}>
      <p className="policy">{only ? t.notificationsHere : t.notificationsText}</p>
      <QueryView query={usePreferences()}>
        {(all) => {
          const organizations = [...new Set(all.map(({ organization_id }) => organization_id))].filter((id) => organization(id) && (!only || id === only));
          if (organizations.length === 0) return <EmptyState title={t.notifications} text={t.noOrganizations} />;
          return organizations.map((id) => (
            <section key={id} aria-label={organization(id)?.organization_name}>
              {!only && <h3>{organization(id)?.organization_name}</h3>}
              {kindsOf(all.filter(({ organization_id }) => organization_id === id)).map((channels) => <Kind key={channels[0]!.kind} channels={channels} />)}
            </section>
          ));
        }}
      </QueryView>
    </Panel>
  );
}

function kindsOf(preferences: Preference[]): Preference[][] {
  return [...new Set(preferences.map(({ kind }) => kind))].map((kind) => preferences.filter((one) => one.kind === kind));
}

function Kind({ channels }: { channels: Preference[] }) {
  const t = useWords(words);
  const set = useVerb("set_notification_preference");
  const name = t.kinds[channels[0]!.kind] ?? channels[0]!.kind;
  const mail = channels.find(({ channel }) => channel === "mail");
  const app = channels.find(({ channel }) => channel === "app");
  const help = mail && !mail.switchable ? t.always : mail?.keeps_essential ? t.partly : null;
  const toggle = (one: Preference | undefined, label: string) => {
    if (!one) return <span />;
    // What was just decided shows at once; a refusal takes it back.
    const wanted = set.isPending && set.variables.channel === one.channel ? Boolean(set.variables.wanted) : one.wanted;
    return (
      <Toggle
        label={label} isSelected={wanted} isDisabled={!one.switchable}
        onChange={(next) => set.mutate({ organization_id: one.organization_id, kind: one.kind, channel: one.channel, wanted: next })}
      />
    );
  };
  return (
    <fieldset className="my-kind" aria-label={name}>
      <span className="my-kind-name"><span>{name}</span>{help && <span className="field-help">{help}</span>}</span>
      {toggle(app, t.inApp)}
      {toggle(mail, t.byMail)}
      {set.error && <FailureNotice error={set.error} />}
    </fieldset>
  );
}
