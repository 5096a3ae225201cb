/** A titled part of a page that is edited and saved by itself. */
import { useState, type ReactNode } from "react";
import type { Connection } from "../../api/connect";
import { BrokenPromise, useWrite } from "../../api/write";
import { useEdits } from "../../app/edits";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Panel } from "../panel/panel";
import { toast } from "../toasts/toasts";
import { EditForm, type Problems } from "./edit-form";

const words = defineWords(
  { saved: (part: string) => `Saved: ${part}.`, nothingChanged: "Nothing has changed, so there is nothing to save." },
  { saved: (part) => `Enregistré : ${part}.`, nothingChanged: "Rien n’a changé; il n’y a rien à enregistrer." },
);

interface EditPartProps<T extends object> {
  /** The draft's name; it says whose values these are. */
  name: string;
  title: string;
  saved: T;
  /** Writes what was changed. */
  write: (api: Connection, changed: Partial<T>, values: T) => Promise<unknown>;
  /** What can be told to be wrong before it is sent. */
  check?: (values: T) => Problems<T>;
  /** Which field a promise of the table is about, should the database refuse all the same. */
  promises?: Partial<Record<string, readonly [field: keyof T, sentence: string]>>;
  children: (values: T, set: (patch: Partial<T>) => void, problems: Problems<T>) => ReactNode;
}

export function EditPart<T extends object>({ name, title, saved, write, check, promises = {}, children }: EditPartProps<T>) {
  const t = useWords(words);
  const { values, changed, isChanged, set, reset } = useEdits(name, saved);
  const [problems, setProblems] = useState<Problems<T>>({});
  const [other, setOther] = useState<unknown>(null);
  const save = useWrite<Partial<T>>((api, patch) => write(api, patch, values), {
    onDone: () => {
      reset();
      toast(t.saved(title));
    },
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
        if (broken) setProblems({ [broken[0]]: broken[1] } as Problems<T>);
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
