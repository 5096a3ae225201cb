/** Who books: name, email, phone, a note and consent, each with its message beside it. */
import type { Speech } from "../../i18n/language";
import type { Announcer } from "../../ui/announce";
import { h } from "../../ui/dom";
import { runBusy } from "../busy-button/busy-button";
import { createConsent, createField, type Field } from "../field/field";
import { problemsOf, type Answer, type Draft } from "./draft";

interface DetailsForm {
  /** Written to as the visitor types, so that nothing typed is lost with the form. */
  draft: Draft;
  organization: string;
  submitLabel: string;
  /** Called with complete answers only. */
  submit: () => Promise<void>;
  announcer: Announcer;
  speech: Speech;
}

export function createDetailsForm({ draft, organization, submitLabel, submit, announcer, speech }: DetailsForm): HTMLElement {
  const { t } = speech;
  const text = t.details;
  const keep = (answer: Exclude<Answer, "consent">) => (value: string) => {
    draft[answer] = value;
    recheck(answer);
  };
  const fields: Record<Answer, Field> = {
    name: createField({ label: text.name, value: draft.name, autocomplete: "name", changed: keep("name") }),
    email: createField({
      label: text.email, help: text.emailHelp, value: draft.email, type: "email", autocomplete: "email", changed: keep("email"),
    }),
    phone: createField({
      label: text.phone, help: text.phoneHelp, value: draft.phone, type: "tel", autocomplete: "tel", changed: keep("phone"),
    }),
    note: createField({ label: text.note, value: draft.note, type: "textarea", required: false, changed: keep("note") }),
    consent: createConsent({
      label: text.consent(organization),
      checked: draft.consent,
      changed: (checked) => {
        draft.consent = checked;
        recheck("consent");
      },
    }),
  };

  /** A message goes as soon as the answer is right; none comes while the visitor is still typing. */
  function recheck(answer: Answer): void {
    const { control, setError } = fields[answer];
    if (control.hasAttribute("aria-invalid")) setError(problemsOf(draft, t).get(answer) ?? null);
  }

  function check(): boolean {
    const problems = problemsOf(draft, t);
    for (const [answer, field] of Object.entries(fields)) field.setError(problems.get(answer as Answer) ?? null);
    const [first] = problems.keys();
    if (!first) return true;
    announcer.say(text.errors.count(problems.size), { urgent: true });
    fields[first].control.focus();
    return false;
  }

  const button = h("button", { type: "submit", class: "button primary" }, submitLabel);
  return h("form", {
    class: "details-form",
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      if (check()) void runBusy(button, text.submitting, submit);
    },
  }, ...Object.values(fields).map((field) => field.element), h("p", { class: "actions" }, button));
}
