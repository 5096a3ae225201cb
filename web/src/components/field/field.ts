/** One labelled answer of a form, with its help and its error beside it. */
import { h, uniqueId } from "../../ui/dom";
import "./field.css";

type Control = HTMLInputElement | HTMLTextAreaElement;

export interface Field {
  readonly element: HTMLElement;
  readonly control: Control;
  /** Shows *message* beside the control and ties it to it; `null` takes it away. */
  setError(message: string | null): void;
}

interface FieldOptions {
  label: string;
  help?: string;
  value: string;
  /** `textarea`, or an input's type. */
  type?: "text" | "email" | "tel" | "password" | "textarea";
  autocomplete?: string;
  required?: boolean;
  changed: (value: string) => void;
}

export function createField(options: FieldOptions): Field {
  const { label, help, value, type = "text", autocomplete = "off", required = true, changed } = options;
  const id = uniqueId("field");
  const attributes = {
    id,
    autocomplete,
    "aria-required": String(required),
    oninput: () => changed(control.value),
  };
  const control: Control = type === "textarea"
    ? h("textarea", { ...attributes, rows: 4 })
    : h("input", { ...attributes, type, spellcheck: "false" });
  control.value = value;
  const helpElement = help ? h("p", { class: "field-help", id: `${id}-help` }, help) : null;
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const element = h("div", { class: "field" }, h("label", { for: id }, label), helpElement, control, error);
  return { element, control, setError: tieError(control, error, helpElement) };
}

export function createConsent(options: { label: string; checked: boolean; changed: (checked: boolean) => void }): Field {
  const id = uniqueId("consent");
  const control: HTMLInputElement = h("input", {
    id, type: "checkbox", "aria-required": "true", oninput: () => options.changed(control.checked),
  });
  control.checked = options.checked;
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const element = h("div", { class: "field consent" },
    h("label", { for: id, class: "consent-label" }, control, h("span", {}, options.label)),
    error,
  );
  return { element, control, setError: tieError(control, error, null) };
}

function tieError(control: Control, error: HTMLElement, help: HTMLElement | null): Field["setError"] {
  const describe = (...parts: (HTMLElement | null)[]): void => {
    const ids = parts.filter((part) => part !== null).map((part) => part.id);
    if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
  };
  describe(help);
  return (message) => {
    error.textContent = message ?? "";
    error.hidden = message === null;
    if (message === null) control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
    describe(help, message === null ? null : error);
  };
}
