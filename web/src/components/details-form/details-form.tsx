/** Who books: name, email, phone, a note and consent, each with its message beside it. */
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { useWords } from "../../i18n/speech";
import { useAnnounce } from "../announcer/announcer";
import { Check } from "../fields/check";
import { TextInput } from "../fields/text-input";
import { mistakesOf, type Answer, type Draft } from "./draft";
import { words } from "./words";

interface DetailsFormProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  organization: string;
  /** Called with complete answers only. */
  onSubmit: () => void;
  hasNote?: boolean;
  /** What the address is for, where it is not a booking's. */
  emailHelp?: string;
  /** What is asked before. */
  children?: ReactNode;
  /** The button, and what stands beside it. */
  actions: ReactNode;
}

export function DetailsForm({ draft, onChange, organization, onSubmit, hasNote = true, emailHelp, children, actions }: DetailsFormProps) {
  const t = useWords(words);
  const say = useAnnounce();
  const form = useRef<HTMLFormElement>(null);
  /** Told when the form is sent; each goes as soon as the answer is right, and none comes while the visitor is still typing. */
  const [told, setTold] = useState<ReadonlySet<Answer>>(new Set());
  const mistakes = mistakesOf(draft);
  const error = (answer: Answer): string | null => {
    const mistake = told.has(answer) && mistakes.get(answer);
    return mistake ? t.mistakes[mistake] : null;
  };
  const set = (answer: Answer) => (value: string | boolean) => {
    const changed = { ...draft, [answer]: value };
    onChange(changed);
    const left = mistakesOf(changed);
    setTold(new Set([...told].filter((one) => left.has(one))));
  };

  function send(event: FormEvent): void {
    event.preventDefault();
    if (mistakes.size === 0) return onSubmit();
    flushSync(() => setTold(new Set(mistakes.keys())));
    say(t.count(mistakes.size), { urgent: true });
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  const text = (answer: "name" | "email" | "phone" | "note") => ({ label: t[answer], value: draft[answer], onChange: set(answer), error: error(answer) });
  return (
    <form ref={form} className="form" noValidate onSubmit={send}>
      {children}
      <TextInput {...text("name")} name="name" autoComplete="name" isRequired />
      <TextInput {...text("email")} name="email" type="email" autoComplete="email" description={emailHelp ?? t.emailHelp} isRequired />
      <TextInput {...text("phone")} name="phone" type="tel" autoComplete="tel" description={t.phoneHelp} isRequired />
      {hasNote && <TextInput {...text("note")} name="note" multiline />}
      <Check label={t.consent(organization)} isSelected={draft.consent} onChange={set("consent")} error={error("consent")} isRequired />
      <div className="actions">{actions}</div>
    </form>
  );
}
