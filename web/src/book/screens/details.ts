/** Fourth step: who books, while the chosen time is kept. */
import type { Failure } from "../../api/failure";
import { createBusyButton } from "../../components/busy-button/busy-button";
import { createDetailsForm } from "../../components/details-form/details-form";
import type { Draft } from "../../components/details-form/draft";
import { createFacts } from "../../components/facts/facts";
import { createHoldClock } from "../../components/hold-clock/hold-clock";
import { createNotice } from "../../components/notice/notice";
import { createSteps } from "../../components/steps/steps";
import type { Page, Render } from "../../components/shell/shell";
import { failureSentence } from "../../i18n/failures";
import type { Speech } from "../../i18n/language";
import { formatDuration } from "../../time/format";
import { h } from "../../ui/dom";
import type { KeptHold } from "../kept-hold";
import { offerLinks, type Offer } from "../offer";

/** What the visitor has to be told at this step, if anything. */
export type DetailsNews = { kind: "failed"; failure: Failure } | { kind: "kept-again" } | { kind: "last-extension" } | null;

interface DetailsStep {
  offer: Offer;
  hold: KeptHold;
  /** Whether the time has run out; the form stays, the clock goes. */
  over: boolean;
  news: DetailsNews;
  zone: string;
  draft: Draft;
  submit: () => Promise<void>;
  /** `null` when the time was kept longer as often as can be. */
  keep: (() => Promise<void>) | null;
  keepAgain: () => Promise<void>;
  timeRanOut: () => void;
  change: () => void;
}

export function detailsScreen(step: DetailsStep, page: Page): Render {
  return (speech, signal) => {
    const { offer, hold, zone, draft, submit } = step;
    const { practitioner, service } = offer;
    const { t, locale } = speech;
    const heading = h("h1", {}, t.details.title);
    const news = step.over ? overNotice(step, speech) : newsNotice(step, speech);
    const clock = !step.over && createHoldClock({
      deadline: () => hold.deadline, keep: step.keep, over: step.timeRanOut, announcer: page.announcer, speech, signal,
    });
    const aside = h("div", { class: "beside" },
      createFacts({
        startsAt: hold.slot.starts_at,
        endsAt: hold.slot.ends_at,
        timeZone: zone,
        facts: [
          [t.facts.what, service.name],
          [t.facts.duration, formatDuration(service.duration_minutes, locale)],
          [t.facts.who, practitioner.display_name],
          [t.facts.organization, practitioner.organization_name],
        ],
      }, speech),
      clock,
      h("p", {}, h("button", { type: "button", class: "button quiet", onclick: step.change }, t.details.change)),
    );
    const form = createDetailsForm({
      draft,
      organization: practitioner.organization_name,
      submitLabel: service.requires_approval ? t.details.submitApproval : t.details.submit,
      submit,
      announcer: page.announcer,
      speech,
    });
    return {
      title: t.details.title,
      focus: news ?? heading,
      content: [
        createSteps("details", offerLinks(offer), speech),
        heading,
        ...(news ? [news] : []),
        h("div", { class: "columns" }, aside, form),
      ],
    };
  };
}

function overNotice({ keepAgain }: DetailsStep, { t }: Speech): HTMLElement {
  return createNotice("warning", t.hold.over,
    h("p", {}, t.hold.overExplain),
    createBusyButton({ label: t.hold.again, busyLabel: t.when.holding, work: keepAgain }),
  );
}

function newsNotice({ news }: DetailsStep, speech: Speech): HTMLElement | null {
  switch (news?.kind) {
    case "failed": return createNotice("problem", failureSentence(news.failure, speech));
    case "kept-again": return createNotice("success", speech.t.hold.againDone);
    case "last-extension": return createNotice("warning", speech.t.hold.last);
    default: return null;
  }
}
