/** Names a specialty, a new one or one that is there. */
import { useState } from "react";
import { slugOf } from "../../api/slug";
import { BrokenPromise, useWrite, written } from "../../api/write";
import { useEdits } from "../../app/edits";
import { useOrganization } from "../../app/organization";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { TextInput } from "../../components/fields/text-input";
import { useWords } from "../../i18n/speech";
import type { Specialty } from "./taxonomy";
import { words } from "./words";

interface Named {
  name: string;
}

interface NameFormProps {
  /** Absent: a new one. */
  specialty?: Specialty;
  others: readonly Specialty[];
  submit: string;
  onDone: (name: string) => void;
}

export function NameForm({ specialty, others, submit, onDone }: NameFormProps) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const { values, set, reset } = useEdits<Named>(`specialty.${specialty?.specialty_id ?? organization_id}`, { name: specialty?.name ?? "" });
  const [problems, setProblems] = useState<Problems<Named>>({});
  const name = values.name.trim();
  const save = useWrite<Named>(
    // The address of a search for it stays when it is renamed.
    (api) => (specialty
      ? written(api.from("specialties").update({ name }).eq("specialty_id", specialty.specialty_id).select("specialty_id"))
      : written(api.from("specialties").insert({ organization_id, name, slug: slugOf(name) }).select("specialty_id"))),
    {
      onDone: () => {
        reset();
        onDone(name);
      },
    },
  );
  const submitted = () => {
    const same = (other: Specialty) => other.specialty_id !== specialty?.specialty_id && other.name.toLowerCase() === name.toLowerCase();
    const problem = !name || name.length > 200 ? t.nameNeeded : !slugOf(name) ? t.noLetters : others.some(same) ? t.nameTaken : undefined;
    setProblems({ name: problem });
    if (!problem) save.mutate({ name }, { onError: (failure) => { if (isTaken(failure)) setProblems({ name: t.nameTaken }); } });
  };
  return (
    <EditForm submit={submit} onSubmit={submitted} isPending={save.isPending} error={isTaken(save.error) ? null : save.error} problems={problems}>
      <TextInput label={specialty ? t.name : t.new} description={specialty ? undefined : t.newHelp} value={values.name} onChange={(next) => set({ name: next })} error={problems.name} autoComplete="off" />
    </EditForm>
  );
}

function isTaken(error: unknown): boolean {
  return error instanceof BrokenPromise && error.promise === "specialties_slug_is_unique";
}
