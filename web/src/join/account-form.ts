/** Address and password, for a new account or one that exists. */
import type { Account, AccountProblem } from "../api/joining";
import { runBusy } from "../components/busy-button/busy-button";
import { createField } from "../components/field/field";
import type { Speech } from "../i18n/language";
import { h } from "../ui/dom";

const PASSWORD_LENGTH = 8;

interface AccountForm {
  /** Written to as the person types. */
  account: Account;
  isNew: boolean;
  problem: AccountProblem | null;
  submit: () => Promise<void>;
  speech: Speech;
}

export function createAccountForm({ account, isNew, problem, submit, speech: { t } }: AccountForm): HTMLElement {
  const text = t.join;
  const email = createField({
    label: text.email, value: account.email, type: "email", autocomplete: "username", changed: (value) => (account.email = value),
  });
  const password = createField({
    label: text.password,
    ...(isNew ? { help: text.passwordHelp } : {}),
    value: account.password,
    type: "password",
    autocomplete: isNew ? "new-password" : "current-password",
    changed: (value) => (account.password = value),
  });
  if (problem === "exists") email.setError(text.errors.exists);
  if (problem === "credentials") password.setError(text.errors.credentials);

  function check(): boolean {
    const emailRight = /^\S+@\S+\.\S+$/.test(account.email.trim());
    const passwordRight = account.password.length >= PASSWORD_LENGTH;
    email.setError(emailRight ? null : text.errors.email);
    password.setError(passwordRight ? null : text.errors.password);
    if (!emailRight) email.control.focus();
    else if (!passwordRight) password.control.focus();
    return emailRight && passwordRight;
  }

  const button = h("button", { type: "submit", class: "button primary" }, isNew ? text.submitSignUp : text.submitSignIn);
  return h("form", {
    class: "details-form",
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      if (check()) void runBusy(button, text.working, submit);
    },
  }, email.element, password.element, h("p", { class: "actions" }, button));
}
