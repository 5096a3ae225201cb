/** What mail to get from one practice: each kind off and on again.  Opening the page changes nothing; the token stays in the fragment and in memory. */
import type { Connection } from "../api/connect";
import { decideByToken, preferencesByToken, type MailKind, type MailPreferences } from "../api/preferences";
import { createBusyButton } from "../components/busy-button/busy-button";
import { createNotice, type NoticeKind } from "../components/notice/notice";
import { asFailure, failureScreen, messageScreen } from "../components/shell/screens";
import type { Page, Screen } from "../components/shell/shell";
import { failureSentence } from "../i18n/failures";
import type { Catalogue, Speech } from "../i18n/language";
import { h, uniqueId } from "../ui/dom";
import "./choice.css";

/** What has just happened, in the words of whichever language is on. */
type News = { kind: NoticeKind; text: (speech: Speech) => string } | null;

export function startChoice(page: Page, api: Connection, token: string): void {
  async function open(): Promise<void> {
    page.wait();
    try {
      show(await preferencesByToken(api, token), null);
    } catch (error) {
      const problem = asFailure(error);
      if (problem.word !== "token_invalid") return page.show(failureScreen(problem, () => void open()));
      page.show(({ t }) => messageScreen({ title: t.unsubscribe.invalidTitle, text: t.unsubscribe.invalid, action: null }));
    }
  }

  function show(preferences: MailPreferences, news: News): void {
    page.show((speech) => choiceScreen(preferences, news, speech));
  }

  function choiceScreen(preferences: MailPreferences, news: News, speech: Speech): Screen {
    const { t } = speech;
    const title = t.unsubscribe.title(preferences.organization.name);
    const heading = h("h1", {}, title);
    const notice = news && createNotice(news.kind, news.text(speech));
    const wanted = preferences.kinds.filter((each) => each.wanted).map((each) => each.kind);
    return {
      title,
      focus: notice ?? heading,
      content: [
        heading,
        h("p", { class: "lead" }, t.unsubscribe.lead),
        ...(notice ? [notice] : []),
        h("ul", { class: "mail-kinds", role: "list" }, ...preferences.kinds.map((each) => row(preferences, each, t))),
        ...(wanted.length > 1
          ? [h("p", { class: "actions" }, button(t.unsubscribe.offAll, "quiet", () => decide(preferences, wanted, false)))]
          : []),
        h("p", { class: "policy" }, t.unsubscribe.always),
      ],
    };

    function button(label: string, kind: "primary" | "quiet", work: () => Promise<void>): HTMLButtonElement {
      return createBusyButton({ label, busyLabel: t.unsubscribe.working, kind, work });
    }

    function row(all: MailPreferences, each: MailKind, words: Catalogue): HTMLElement {
      const id = uniqueId("kind");
      const text = words.unsubscribe;
      // What the mail was about is what most people came for.
      const change = each.wanted
        ? button(text.off, each.kind === all.kind ? "primary" : "quiet", () => decide(all, [each.kind], false))
        : button(text.on, "quiet", () => decide(all, [each.kind], true));
      change.setAttribute("aria-describedby", id);
      const state = each.wanted ? text.wanted : each.keeps_essential ? text.essentialOnly : text.unwanted;
      return h("li", { class: "mail-kind" },
        h("h2", { id }, kindName(words, each.kind)),
        h("p", { class: each.wanted ? "mail-state" : "mail-state off" }, state),
        change,
      );
    }
  }

  /** Decides, and shows what holds now; a refusal is told above what held before. */
  async function decide(before: MailPreferences, kinds: readonly string[], wanted: boolean): Promise<void> {
    try {
      const now = await decideByToken(api, token, kinds, wanted);
      show(now, { kind: "success", text: ({ t }) => (wanted ? t.unsubscribe.nowOn : t.unsubscribe.nowOff)(kinds.map((kind) => kindName(t, kind))) });
    } catch (error) {
      const failure = asFailure(error);
      show(before, { kind: "problem", text: (speech) => failureSentence(failure, speech) });
    }
  }

  void open();
}

/** A kind that these pages do not know yet has no name but "other". */
function kindName({ unsubscribe: { kinds } }: Catalogue, kind: string): string {
  return kind in kinds ? kinds[kind as keyof typeof kinds] : kinds.other;
}
