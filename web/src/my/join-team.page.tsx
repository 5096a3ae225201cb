/** A practitioner asks to work in a practice (DR-1.2). */
import { useState } from "react";
import { useParams } from "wouter";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { Nowhere } from "../app/nowhere";
import { useMemberships, useSession } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { EditForm } from "../components/edit-form/edit-form";
import { Check } from "../components/fields/check";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { useMyRequests, usePractice, type Practice } from "./joining/api";
import { MyRequests } from "./joining/my-requests";
import { words } from "./joining/words";
import "../components/profile/profile.css";
import "./my.css";

export default function JoinTeam() {
  const { organization: slug = "" } = useParams();
  const query = usePractice(slug);
  return <QueryView query={query}>{(practice) => (practice ? <Shown practice={practice} /> : <Nowhere />)}</QueryView>;
}

function Shown({ practice }: { practice: Practice }) {
  const t = useWords(words);
  const requests = useMyRequests();
  const memberships = useMemberships().data ?? [];
  const works = memberships.some(({ organization_id, role }) => organization_id === practice.organization_id && role !== "client");
  return (
    <Page title={t.title(practice.name)} lead={t.lead} above={<Link href={`/with/${practice.slug}`}>{t.back(practice.name)}</Link>}>
      <QueryView query={requests}>
        {(all) => {
          if (works) return <Notice tone="info"><p>{t.member}</p><ButtonLink href={`/at/${practice.slug}`}>{t.open}</ButtonLink></Notice>;
          if (all.some(({ organization_id, status }) => organization_id === practice.organization_id && status === "open")) {
            return <><Notice tone="success"><p>{t.waiting}</p></Notice><MyRequests /></>;
          }
          return practice.takes_join_requests ? <Ask practice={practice} /> : <Notice tone="info"><p>{t.closed}</p></Notice>;
        }}
      </QueryView>
    </Page>
  );
}

interface Draft {
  name: string;
  message: string;
  specialties: string[];
}

function Ask({ practice }: { practice: Practice }) {
  const t = useWords(words);
  const { session } = useSession();
  const known = (session?.user.user_metadata as { name?: string } | undefined)?.name ?? "";
  const [draft, change, forget] = useDraft<Draft>(`join-team.${practice.slug}`, { name: known, message: "", specialties: [] });
  const [problems, setProblems] = useState<{ name?: string | undefined }>({});
  const asking = useVerb("request_to_join", {
    onDone: () => {
      forget();
      toast(t.sent);
    },
  });
  const send = () => {
    const found = { name: draft.name.trim() ? undefined : t.needName };
    setProblems(found);
    if (found.name) return;
    asking.mutate({
      organization_slug: practice.slug, display_name: draft.name.trim(), message: draft.message.trim() || null,
      specialty_ids: draft.specialties.filter((id) => practice.specialties.some(({ specialty_id }) => specialty_id === id)),
    });
  };
  return (
    <EditForm onSubmit={send} isPending={asking.isPending} error={asking.error} problems={problems} submit={t.send}>
      <TextInput label={t.name} description={t.nameHelp} value={draft.name} onChange={(name) => change({ ...draft, name })} name="name" autoComplete="name" maxLength={200} error={problems.name} isRequired />
      <TextInput label={t.message} description={t.messageHelp} value={draft.message} onChange={(message) => change({ ...draft, message })} multiline maxLength={2000} />
      {practice.specialties.length > 0 && (
        <fieldset className="profile-choices">
          <legend>{t.specialties}</legend>
          <p className="field-help">{t.specialtiesHelp}</p>
          {practice.specialties.map(({ specialty_id, name }) => (
            <Check
              key={specialty_id} label={name} isSelected={draft.specialties.includes(specialty_id)}
              onChange={(on) => change({ ...draft, specialties: on ? [...draft.specialties, specialty_id] : draft.specialties.filter((id) => id !== specialty_id) })}
            />
          ))}
        </fieldset>
      )}
    </EditForm>
  );
}
