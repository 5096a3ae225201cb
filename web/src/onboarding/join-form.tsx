/** Who somebody is, and whom they would like to see: what makes them a client. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { isPhone } from "../api/checks";
import { ask } from "../api/connect";
import type { Progress } from "../api/onboarding";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { EditForm, type Problems } from "../components/edit-form/edit-form";
import { Check } from "../components/fields/check";
import { Radios } from "../components/fields/radios";
import { TextInput } from "../components/fields/text-input";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import type { PublicOrganization } from "../directory/api";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { words } from "./words";

interface Draft {
  practitioner: string;
  name: string;
  phone: string;
  consent: boolean;
}

interface Place {
  practitioner_id: string;
  display_name: string;
}

const NOBODY = "nobody";

export function JoinForm({ organization }: { organization: PublicOrganization }) {
  const api = useApi();
  // Only those who take clients and have room (CP-2.4).
  const places = useQuery({
    queryKey: ["places", organization.organization_id],
    queryFn: () => ask<Place[]>(
      api.from("practitioner_places").select("practitioner_id,display_name").eq("organization_id", organization.organization_id)
        .eq("takes_new_clients", true).order("display_name"),
    ),
  });
  return <QueryView query={places}>{(free) => <Form organization={organization} free={free} />}</QueryView>;
}

function Form({ organization, free }: { organization: PublicOrganization; free: readonly Place[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { session, user } = useSession();
  const [, navigate] = useLocation();
  const known = (session?.user.user_metadata as { name?: string } | undefined)?.name ?? "";
  const [draft, change, forget] = useDraft<Draft>(`join.${organization.slug}`, { practitioner: NOBODY, name: known, phone: "", consent: false });
  const [problems, setProblems] = useState<Problems<Draft>>({});
  const set = (patch: Partial<Draft>) => change({ ...draft, ...patch });
  // Whoever was chosen may have become full meanwhile.
  const practitioner = free.some(({ practitioner_id }) => practitioner_id === draft.practitioner) ? draft.practitioner : NOBODY;
  const join = useVerb<Progress>("join_organization", {
    onDone: ({ open_steps }) => {
      forget();
      toast(t.joined(organization.name));
      navigate(open_steps > 0 ? `/my/onboarding/${organization.slug}` : "/my");
    },
  });
  const submit = () => {
    const wrong = {
      name: draft.name.trim() ? undefined : t.errors.name,
      phone: isPhone(draft.phone.trim()) ? undefined : t.errors.phone,
      consent: draft.consent ? undefined : t.errors.consent,
    };
    setProblems(wrong);
    if (Object.values(wrong).some(Boolean)) return;
    join.mutate({
      organization_slug: organization.slug,
      details: { name: draft.name.trim(), phone: draft.phone.trim(), consent: true, time_zone: visitorTimeZone(), locale },
      practitioner_id: practitioner === NOBODY ? null : practitioner,
    });
  };
  return (
    <EditForm submit={t.join} onSubmit={submit} isPending={join.isPending} error={join.error} problems={problems}>
      {free.length > 0 ? (
        <Radios
          label={t.who} description={t.whoHelp} value={practitioner} onChange={(id) => set({ practitioner: id })}
          options={[...free.map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name })), { id: NOBODY, name: t.nobody, detail: t.nobodyDetail }]}
        />
      ) : <p>{t.noneFree}</p>}
      <TextInput label={t.name} value={draft.name} onChange={(name) => set({ name })} error={problems.name} name="name" autoComplete="name" isRequired />
      <TextInput
        label={t.phone} description={t.phoneHelp} value={draft.phone} onChange={(phone) => set({ phone })} error={problems.phone}
        type="tel" name="phone" autoComplete="tel" isRequired
      />
      <p className="aside">{t.email(user?.email ?? "")}</p>
      <Check label={t.consent(organization.name)} isSelected={draft.consent} onChange={(consent) => set({ consent })} error={problems.consent} isRequired />
    </EditForm>
  );
}
