/** Accepting an invitation: sign up or sign in, then join.  The token stays in the fragment and in memory. */
import type { Connection } from "../api/connect";
import {
  acceptInvitation, signedInAs, signIn, signOut, signUp, type Account, type AccountProblem, type Membership,
} from "../api/joining";
import type { Failure } from "../api/failure";
import { createBusyButton } from "../components/busy-button/busy-button";
import { createNotice } from "../components/notice/notice";
import { asFailure, failureScreen, messageScreen } from "../components/shell/screens";
import type { Page } from "../components/shell/shell";
import { failureSentence } from "../i18n/failures";
import { h } from "../ui/dom";
import { createAccountForm } from "./account-form";

export function startAcceptance(page: Page, api: Connection, token: string): void {
  const account: Account = { email: "", password: "" };
  let isNew = true;

  async function open(): Promise<void> {
    page.wait();
    if (!token) return showInvalid();
    const email = await signedInAs(api);
    if (email) showAccept(email);
    else showAccount();
  }

  function showAccept(email: string): void {
    page.show(({ t }) => {
      const heading = h("h1", {}, t.join.title);
      const accept = createBusyButton({ label: t.join.accept, busyLabel: t.join.working, work: join });
      const other = createBusyButton({ label: t.join.other, busyLabel: t.join.working, kind: "quiet", work: changeAccount });
      return {
        title: t.join.title,
        focus: heading,
        content: [heading, h("p", { class: "lead" }, t.join.as(email)), h("p", { class: "actions" }, accept, other)],
      };
    });
  }

  function showAccount(problem: AccountProblem | null = null, failure: Failure | null = null): void {
    page.show((speech) => {
      const { t } = speech;
      const heading = h("h1", {}, t.join.title);
      const text = failure ? failureSentence(failure, speech) : problem === "confirm-address" ? t.join.checkMail : null;
      const notice = text ? createNotice(failure ? "problem" : "success", text) : null;
      const kind = (value: boolean, label: string): HTMLElement =>
        h("button", { type: "button", class: "button toggle", "aria-pressed": String(isNew === value), onclick: () => change(value) }, label);
      const form = createAccountForm({ account, isNew, problem, submit, speech });
      const wrong = form.querySelector<HTMLElement>("[aria-invalid]");
      return {
        title: t.join.title,
        focus: notice ?? wrong ?? heading,
        content: [
          heading,
          h("p", { class: "lead" }, t.join.explain),
          ...(notice ? [notice] : []),
          h("div", { class: "actions", role: "group", "aria-label": t.join.title }, kind(true, t.join.signUp), kind(false, t.join.signIn)),
          form,
        ],
      };
    });
  }

  function change(toNew: boolean): void {
    isNew = toNew;
    showAccount();
  }

  async function submit(): Promise<void> {
    const credentials = { email: account.email.trim(), password: account.password };
    try {
      const problem = await (isNew ? signUp : signIn)(api, credentials);
      if (problem === "exists") isNew = false;
      if (problem) showAccount(problem);
      else await join();
    } catch (error) {
      showAccount(null, asFailure(error));
    }
  }

  async function changeAccount(): Promise<void> {
    try {
      await signOut(api);
      showAccount();
    } catch (error) {
      page.show(failureScreen(error, () => void open()));
    }
  }

  async function join(): Promise<void> {
    try {
      showDone(await acceptInvitation(api, token));
    } catch (error) {
      const failure = asFailure(error);
      if (failure.word === "invitation_expired") showExpired();
      else if (failure.word === "token_invalid" || failure.word === "not_allowed") showInvalid();
      else page.show(failureScreen(failure, () => void open()));
    }
  }

  function showDone({ organization_name }: Membership): void {
    page.show(({ t }) => messageScreen({ title: t.join.doneTitle(organization_name), text: t.join.done, action: null }));
  }

  function showInvalid(): void {
    page.show(({ t }) => messageScreen({ title: t.join.invalidTitle, text: t.join.invalidExplain, action: null }));
  }

  function showExpired(): void {
    page.show(({ t }) => messageScreen({ title: t.join.expiredTitle, text: t.join.expiredExplain, action: null }));
  }

  void open();
}
