/** The screens that every page needs: waiting, and a failure with a way on. */
import { Failure } from "../../api/failure";
import { failureSentence } from "../../i18n/failures";
import { h } from "../../ui/dom";
import type { Render, Screen } from "./shell";

export const loadingScreen: Render = ({ t }) => {
  const heading = h("h1", { class: "loading" }, t.shell.loading);
  return { title: t.shell.loading, focus: heading, content: [heading] };
};

/** Says what went wrong and offers to try again. */
export function failureScreen(error: unknown, retry: () => void): Render {
  const failure = asFailure(error);
  return (speech) => {
    const { t } = speech;
    return messageScreen({
      title: t.shell.sorry,
      text: failureSentence(failure, speech),
      action: h("button", { type: "button", class: "button primary", onclick: retry }, t.shell.retry),
    });
  };
}

/** One thing to say, and at most one thing to do. */
export function messageScreen({ title, text, action }: { title: string; text: string; action: HTMLElement | null }): Screen {
  const heading = h("h1", {}, title);
  const message = h("div", { class: "message" }, heading, h("p", { class: "lead" }, text), action && h("p", {}, action));
  return { title, focus: heading, content: [message] };
}

/** Errors of our own making are no `Failure`; they are told to the console and to the visitor as unexpected. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  console.error(error);
  return new Failure("unexpected");
}
