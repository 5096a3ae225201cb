/** Who runs the platform asks practices to look in, sees the answers, and goes there while it is let in. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useErrors } from "../account/use-errors";
import { ask } from "../api/connect";
import { asFailure, type Failure } from "../api/failure";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { Button, ButtonLink } from "../components/button/button";
import { DataTable } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { NumberInput } from "../components/fields/number-input";
import { TextInput } from "../components/fields/text-input";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { Tag, type TagTone } from "../components/tag/tag";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatShortMoment } from "../time/format";
import { words, type Status } from "./support-words";

interface Asked {
  support_id: string;
  organization_name: string | null;
  organization_slug: string | null;
  reason: string;
  status: Status;
  requested_at: string;
  expires_at: string;
  ended_at: string | null;
}

const TONES: Record<Status, TagTone> = { requested: "waiting", live: "good", ended: "over", declined: "over" };
const MOST = 50;

export default function SupportPage() {
  const t = useWords(words);
  return (
    <Page title={t.title} lead={t.lead}>
      <Request />
      <Requests />
    </Page>
  );
}

function Request() {
  const t = useWords(words);
  const api = useApi();
  const [draft, change, forget] = useDraft<{ slug: string; reason: string; minutes: number | null }>("support", { slug: "", reason: "", minutes: 60 });
  const { errors, setErrors, form } = useErrors<"slug" | "reason" | "minutes">();
  const [looking, setLooking] = useState(false);
  const [unanswered, setUnanswered] = useState<Failure | null>(null);
  const asking = useVerb("open_support_access", { onDone: () => { forget(); toast(t.askedFor); } });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const wrong = {
      ...(!draft.slug.trim() && { slug: t.needSlug }),
      ...(!draft.reason.trim() && { reason: t.needReason }),
      ...((draft.minutes === null || draft.minutes < 15 || draft.minutes > 1440) && { minutes: t.needMinutes }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setLooking(true);
    setUnanswered(null);
    const found = await ask<{ organization_id: string }[]>(api.from("organizations").select("organization_id").eq("slug", draft.slug.trim()))
      .catch((error: unknown) => setUnanswered(asFailure(error))).finally(() => setLooking(false));
    if (!found) return;
    const [organization] = found;
    if (!organization) return setErrors({ slug: t.noSuch });
    asking.mutate({ organization_id: organization.organization_id, reason: draft.reason.trim(), minutes: draft.minutes });
  };
  return (
    <Panel title={t.request}>
      <form ref={form} className="form" noValidate onSubmit={(event) => void submit(event)}>
        <TextInput label={t.slug} description={t.slugHelp} value={draft.slug} onChange={(slug) => change({ ...draft, slug })} error={errors.slug} name="slug" isRequired />
        <TextInput label={t.reason} description={t.reasonHelp} value={draft.reason} onChange={(reason) => change({ ...draft, reason })} error={errors.reason} multiline isRequired />
        <NumberInput label={t.minutes} value={draft.minutes} onChange={(minutes) => change({ ...draft, minutes })} error={errors.minutes} />
        {(unanswered ?? asking.error) && <FailureNotice error={unanswered ?? asking.error} />}
        <div className="actions"><Button type="submit" look="primary" isPending={looking || asking.isPending}>{t.send}</Button></div>
      </form>
    </Panel>
  );
}

function Requests() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const { user } = useSession();
  const when = (instant: string) => formatShortMoment(instant, locale, visitorTimeZone());
  const end = useVerb("end_support_access", { onDone: () => toast(t.over) });
  const query = useQuery({
    queryKey: ["my", "support", user?.id],
    enabled: Boolean(user),
    queryFn: async () => {
      const asked = await ask<(Omit<Asked, "organization_slug"> & { organization_id: string })[]>(
        api.from("support_access").select("support_id,organization_id,organization_name,reason,status,requested_at,expires_at,ended_at").eq("user_id", user?.id ?? "")
          .order("requested_at", { ascending: false }).limit(MOST),
      );
      const places = await ask<{ organization_id: string; slug: string }[]>(api.from("organizations").select("organization_id,slug").in("organization_id", asked.map((one) => one.organization_id)));
      const slugs = new Map(places.map(({ organization_id, slug }) => [organization_id, slug]));
      return asked.map((one): Asked => ({ ...one, organization_slug: slugs.get(one.organization_id) ?? null }));
    },
    // An admin answers, or it ends by itself.
    refetchInterval: 30_000,
  });
  return (
    <Panel title={t.requests}>
      {end.error && <FailureNotice error={end.error} />}
      <QueryView query={query}>
        {(all) => (all.length === 0 ? <EmptyState title={t.none} text={t.noneText} /> : (
          <DataTable
            caption={t.requests} rows={all} rowKey={({ support_id }) => support_id}
            columns={[
              { id: "where", name: t.where, cell: ({ organization_name }) => organization_name },
              { id: "reason", name: t.reason, cell: ({ reason }) => reason },
              { id: "state", name: t.state, cell: ({ status }) => <Tag tone={TONES[status]}>{t.states[status]}</Tag> },
              { id: "asked", name: t.asked, cell: ({ requested_at }) => when(requested_at) },
              { id: "until", name: t.until, cell: ({ ended_at, expires_at }) => when(ended_at ?? expires_at) },
              {
                id: "actions", name: t.actions, end: true,
                cell: (one) => (one.status === "live" || one.status === "requested") && (
                  <div className="actions">
                    {one.status === "live" && one.organization_slug && <ButtonLink href={`/at/${one.organization_slug}/messages`}>{t.look}</ButtonLink>}
                    <Button look="quiet" isPending={end.isPending} onPress={() => end.mutate({ support_id: one.support_id })}>{one.status === "live" ? t.leave : t.takeBack}</Button>
                  </div>
                ),
              },
            ]}
          />
        ))}
      </QueryView>
    </Panel>
  );
}
