/** Writes a step, a new one or the working copy of one that is there. */
import { useState } from "react";
import type { AnswerType, StepKind } from "../../api/onboarding";
import { useVerb } from "../../api/verb";
import { useEdits } from "../../app/edits";
import { useOrganization } from "../../app/organization";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { Check } from "../../components/fields/check";
import { Choice } from "../../components/fields/choice";
import { NumberInput } from "../../components/fields/number-input";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { useWords } from "../../i18n/speech";
import { fieldsOf, NEW_STEP, problemsOf, stepOf, type Step, type StepFields } from "./steps";
import { words } from "./words";

const KINDS: StepKind[] = ["consent", "question", "document"];
const ANSWERS: AnswerType[] = ["short_text", "long_text", "yes_no", "choice", "number", "date"];

export function StepForm({ step, onDone }: { step: Step | null; onDone: () => void }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const { values, set, reset } = useEdits<StepFields>(`onboarding-step.${step?.step_id ?? organization_id}`, step ? fieldsOf(step) : NEW_STEP);
  const [problems, setProblems] = useState<Problems<StepFields>>({});
  const save = useVerb("save_onboarding_step", {
    onDone: () => {
      reset();
      onDone();
    },
  });
  const submit = () => {
    const wrong = problemsOf(values);
    setProblems(Object.fromEntries(Object.entries(wrong).map(([field, problem]) => [field, t.errors[problem]])));
    if (Object.keys(wrong).length === 0) save.mutate({ organization_id, step: stepOf(values), ...(step && { step_id: step.step_id }) });
  };
  const isQuestion = values.kind === "question";
  const body = values.kind === "consent" ? t.fields.consentBody : isQuestion ? t.fields.questionBody : t.fields.body;
  return (
    <EditForm submit={t.save} onSubmit={submit} isPending={save.isPending} error={save.error} problems={problems}>
      {!step && (
        <Radios
          label={t.fields.kind} value={values.kind} onChange={(kind) => set({ kind })}
          options={KINDS.map((id) => ({ id, name: t.kinds[id], detail: t.kindTexts[id] }))}
        />
      )}
      <TextInput label={t.fields.title} value={values.title} onChange={(title) => set({ title })} error={problems.title} autoComplete="off" isRequired />
      <TextInput label={body} value={values.body} onChange={(text) => set({ body: text })} error={problems.body} multiline maxLength={20000} isRequired={values.kind === "consent"} />
      {values.kind === "document" && (
        <TextInput label={t.fields.url} description={t.fields.urlHelp} value={values.url} onChange={(url) => set({ url })} error={problems.url} type="url" autoComplete="off" />
      )}
      {isQuestion && (
        <Choice label={t.fields.answer} value={values.answer_type} onChange={(answer_type) => set({ answer_type })} options={ANSWERS.map((id) => ({ id, name: t.answers[id] }))} />
      )}
      {isQuestion && values.answer_type === "choice" && (
        <TextInput label={t.fields.choices} value={values.choices} onChange={(choices) => set({ choices })} error={problems.choices} multiline isRequired />
      )}
      <Check label={t.fields.required} isSelected={values.required} onChange={(required) => set({ required })} />
      {step && <NumberInput label={t.fields.position} value={values.position} onChange={(position) => set({ position })} minValue={0} maxValue={1000} />}
    </EditForm>
  );
}
