/** What a step wants: a box to tick, or an answer of the question's kind; kept as a draft until it is sent. */
import { useState } from "react";
import type { Answer, AskedStep } from "../api/onboarding";
import { useDraft } from "../app/draft";
import { Button } from "../components/button/button";
import { EditForm } from "../components/edit-form/edit-form";
import { Check } from "../components/fields/check";
import { DateInput } from "../components/fields/date-input";
import { NumberInput } from "../components/fields/number-input";
import { Radios } from "../components/fields/radios";
import { TextInput } from "../components/fields/text-input";
import { useWords } from "../i18n/speech";
import { words } from "./onboarding-words";

interface AnswerFormProps {
  step: AskedStep;
  isPending: boolean;
  error: unknown;
  onAnswer: (answer: Answer) => void;
  onLeave?: () => void;
}

export function AnswerForm({ step, isPending, error, onAnswer, onLeave }: AnswerFormProps) {
  const t = useWords(words);
  const [value, setValue, forget] = useDraft<Answer | null>(`onboarding.${step.step_id}.${step.version}`, step.kind === "question" ? step.answer : null);
  const [problems, setProblems] = useState<{ answer?: string | undefined }>({});
  const agrees = step.kind !== "question";
  const submit = () => {
    const given = typeof value === "string" ? value.trim() : value;
    const missing = agrees ? given !== true : given === null || given === "";
    setProblems({ answer: missing ? (agrees ? t.mustAgree : t.mustAnswer) : undefined });
    if (missing || given === null) return;
    forget();
    onAnswer(given);
  };
  const change = (next: Answer | null) => {
    setValue(next);
    if (problems.answer) setProblems({});
  };
  const label = step.kind === "document" ? t.acceptButton : agrees ? t.agreeButton : t.answerButton;
  return (
    <EditForm
      label={step.title} submit={label} onSubmit={submit} isPending={isPending} error={error} problems={problems}
      beside={onLeave && <Button onPress={() => { forget(); onLeave(); }}>{t.leave}</Button>}
    >
      {agrees
        ? <Check label={step.kind === "document" ? t.accept : t.agree} isSelected={value === true} onChange={change} error={problems.answer} isRequired={step.required} />
        : <Question step={step} value={value} onChange={change} error={problems.answer} />}
    </EditForm>
  );
}

interface QuestionProps {
  step: AskedStep;
  value: Answer | null;
  onChange: (value: Answer | null) => void;
  error: string | undefined;
}

function Question({ step, value, onChange, error }: QuestionProps) {
  const t = useWords(words);
  const shared = { label: t.yourAnswer, error };
  switch (step.answer_type) {
    case "yes_no":
      return (
        <Radios
          {...shared} value={value === null ? null : value === true ? "yes" : "no"} onChange={(id) => onChange(id === "yes")}
          options={[{ id: "yes", name: t.yes }, { id: "no", name: t.no }]}
        />
      );
    case "choice":
      return <Radios {...shared} value={typeof value === "string" ? value : null} onChange={onChange} options={(step.choices ?? []).map((name) => ({ id: name, name }))} />;
    case "number":
      return <NumberInput {...shared} value={typeof value === "number" ? value : null} onChange={onChange} />;
    case "date":
      return <DateInput {...shared} value={typeof value === "string" ? value : null} onChange={onChange} />;
    default:
      return (
        <TextInput
          {...shared} value={typeof value === "string" ? value : ""} onChange={onChange} multiline={step.answer_type === "long_text"}
          maxLength={step.answer_type === "long_text" ? 5000 : 200} isRequired={step.required}
        />
      );
  }
}
