/** The wish behind the link: accept the time on offer, let the next in line have it, or leave the list.  The token stays in the fragment and in memory. */
import type { Connection } from "../api/connect";
import type { Failure } from "../api/failure";
import { acceptOffer, declineOffer, leaveWaitlist, wishByToken, type Offer, type Wish } from "../api/waiting";
import { createBusyButton } from "../components/busy-button/busy-button";
import { createFacts, type Fact } from "../components/facts/facts";
import { createNotice } from "../components/notice/notice";
import { asFailure, failureScreen, messageScreen } from "../components/shell/screens";
import type { Page, Screen } from "../components/shell/shell";
import { failureSentence } from "../i18n/failures";
import type { Speech } from "../i18n/language";
import { formatMoment } from "../time/format";
import { h } from "../ui/dom";

export function startAnswer(page: Page, api: Connection, token: string): void {
  async function open(failure: Failure | null = null): Promise<void> {
    page.wait();
    try {
      show(await wishByToken(api, token), failure);
    } catch (error) {
      const problem = asFailure(error);
      if (problem.word !== "token_invalid" && problem.word !== "token_expired") return page.show(failureScreen(problem, () => void open()));
      page.show(({ t }) => messageScreen({ title: t.waitlist.invalidTitle, text: t.waitlist.invalid, action: null }));
    }
  }

  function show(wish: Wish, failure: Failure | null): void {
    const offer = wish.offer;
    page.show((speech) => {
      if (wish.status === "booked") return messageScreen({ title: speech.t.waitlist.acceptedTitle, text: speech.t.waitlist.accepted, action: null });
      if (offer) return offerScreen(wish, offer, failure, speech);
      const waits = wish.status === "waiting" || wish.status === "offered";
      const { t } = speech;
      return messageScreen({
        title: waits ? t.waitlist.waitingTitle : t.waitlist.leftTitle,
        text: waits ? t.waitlist.waiting(wish.service.name, wish.organization.name) : t.waitlist.left,
        action: waits ? createBusyButton({ label: t.waitlist.leave, busyLabel: t.waitlist.working, kind: "quiet", work: () => act(() => leaveWaitlist(api, token)) }) : null,
      });
    });
  }

  function offerScreen(wish: Wish, offer: Offer, failure: Failure | null, speech: Speech): Screen {
    const { t, locale } = speech;
    const zone = wish.time_zone ?? offer.practitioner.time_zone;
    const heading = h("h1", {}, t.waitlist.title);
    const notice = failure && createNotice("problem", failureSentence(failure, speech));
    const facts: Fact[] = [[t.facts.what, wish.service.name], [t.facts.who, offer.practitioner.display_name], [t.facts.organization, wish.organization.name]];
    const button = (label: string, kind: "primary" | "quiet", verb: typeof acceptOffer): HTMLElement =>
      createBusyButton({ label, busyLabel: t.waitlist.working, kind, work: () => act(() => verb(api, token, offer.offer_id)) });
    return {
      title: t.waitlist.title,
      focus: notice ?? heading,
      content: [
        heading,
        ...(notice ? [notice] : []),
        createFacts({ startsAt: offer.starts_at, endsAt: offer.ends_at, timeZone: zone, facts }, speech),
        h("p", { class: "policy" }, t.waitlist.until(formatMoment(offer.expires_at, locale, zone))),
        h("p", { class: "actions" }, button(t.waitlist.accept, "primary", acceptOffer), button(t.waitlist.decline, "quiet", declineOffer)),
      ],
    };
  }

  /** Does it, and shows what has become of the wish; a refusal is told there. */
  async function act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      await open();
    } catch (error) {
      await open(asFailure(error));
    }
  }

  void open();
}
