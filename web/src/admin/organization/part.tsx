/** A part of the settings that is saved by itself. */
import { useState, type ReactNode } from "react";
import { BrokenPromise } from "../../api/write";
import { useEdits } from "../../app/edits";
import { useOrganization } from "../../app/organization";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useSaveSettings, type Settings } from "./settings";
import { words } from "./words";

interface PartProps<K extends keyof Settings> {
  /** The draft's name, and the heading. */
  name: string;
  title: string;
  settings: Settings;
  fields: readonly K[];
  /** What can be told to be wrong before it is sent. */
  check?: (values: Pick<Settings, K>) => Problems<Pick<Settings, K>>;
  /** Which field a promise of the table is about, should it refuse all the same. */
  promises?: Partial<Record<string, readonly [field: K, sentence: string]>>;
  children: (values: Pick<Settings, K>, set: (patch: Partial<Pick<Settings, K>>) => void, problems: Problems<Pick<Settings, K>>) => ReactNode;
}

export function Part<K extends keyof Settings>({ name, title, settings, fields, check, promises = {}, children }: PartProps<K>) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const saved = Object.fromEntries(fields.map((field) => [field, settings[field]])) as Pick<Settings, K>;
  const { values, changed, isChanged, set, reset } = useEdits(`settings.${organization_id}.${name}`, saved);
  const [problems, setProblems] = useState<Problems<Pick<Settings, K>>>({});
  const [other, setOther] = useState<unknown>(null);
  const save = useSaveSettings(() => {
    reset();
    toast(t.saved(title));
  });
  const submit = () => {
    const found = check?.(values) ?? {};
    setProblems(found);
    setOther(null);
    if (Object.values(found).some(Boolean)) return;
    if (!isChanged) return toast(t.nothingChanged);
    save.mutate(changed, {
      onError: (failure) => {
        const broken = failure instanceof BrokenPromise ? promises[failure.promise] : undefined;
        if (broken) setProblems({ [broken[0]]: broken[1] } as Problems<Pick<Settings, K>>);
        else setOther(failure);
      },
    });
  };
  const undo = () => {
    reset();
    setProblems({});
    setOther(null);
  };
  return (
    <Panel title={title}>
      <EditForm label={title} onSubmit={submit} isPending={save.isPending} error={other} problems={problems} onUndo={isChanged ? undo : undefined}>
        {children(values, set, problems)}
      </EditForm>
    </Panel>
  );
}
