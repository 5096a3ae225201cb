/** From a practitioner to a kept booking: which screen comes when, and what each choice leads to. */
import { listPractitioners, listServices, listSlots } from "../api/booking";
import type { Connection } from "../api/connect";
import type { Slot } from "../api/contract";
import { createLive } from "../api/live";
import { asFailure, failureScreen, messageScreen } from "../components/shell/screens";
import type { Page } from "../components/shell/shell";
import { startingPlace, type Place } from "../components/slot-picker/slot-picker";
import { visitorTimeZone } from "../time/dates";
import { h } from "../ui/dom";
import { EMPTY_DRAFT, type Draft } from "../components/details-form/draft";
import { createReservation, type Reservation } from "./reservation";
import { giveBackForgotten, keepTime } from "./kept-hold";
import type { Offer } from "./offer";
import { readRoute, routeHref, type Route } from "./route";
import { whatScreen } from "./screens/what";
import { whenScreen, type Refusal } from "./screens/when";
import { whoScreen } from "./screens/who";

/** Starts at the page's address and follows it from then on. */
export function startJourney(page: Page, api: Connection): void {
  /** What the visitor types, kept over every screen of this visit. */
  const draft: Draft = { ...EMPTY_DRAFT };
  const live = createLive(api);
  let reservation: Reservation | null = null;
  let place: Place | null = null;
  let wish: { slot: string; offer: Offer; idempotencyKey: string } | null = null;
  let opened = 0;

  async function open(): Promise<void> {
    opened += 1;
    const mine = opened;
    page.wait();
    try {
      await reservation?.giveBack();
      reservation = null;
      const show = await screenFor(readRoute(location.search));
      if (mine === opened) show();
    } catch (error) {
      if (mine === opened) page.show(failureScreen(error, () => void open()));
    }
  }

  async function screenFor(route: Route): Promise<() => void> {
    const practitioners = await listPractitioners(api, route.organization);
    if (!route.practitioner) return () => page.show(whoScreen(practitioners));
    const practitioner = practitioners.find(({ slug }) => slug === route.practitioner);
    if (!practitioner) return showUnknown;
    const services = await listServices(api, practitioner.practitioner_id);
    if (!route.service) return () => page.show(whatScreen(practitioner, services));
    const service = services.find(({ service_id }) => service_id === route.service);
    if (!service) return showUnknown;
    return () => showWhen({ practitioner, service }, null);
  }

  function showUnknown(): void {
    page.show(({ t }) => messageScreen({
      title: t.shell.sorry,
      text: t.what.unknown,
      action: h("a", { href: routeHref({}), class: "button primary" }, t.what.startOver),
    }));
  }

  function showWhen(offer: Offer, refusal: Refusal | null): void {
    const { practitioner, service } = offer;
    place ??= startingPlace(visitorTimeZone());
    page.show(whenScreen({
      offer,
      place,
      refusal,
      load: (from, to, timeZone) => listSlots(api, {
        practitionerId: practitioner.practitioner_id, serviceId: service.service_id, from, to, timeZone,
      }),
      choose: (slot) => choose(offer, slot),
      live,
    }, page));
  }

  async function choose(offer: Offer, slot: Slot): Promise<void> {
    const mine = opened;
    try {
      const hold = await keepTime(api, {
        practitionerId: offer.practitioner.practitioner_id,
        serviceId: offer.service.service_id,
        slot,
        idempotencyKey: wishFor(offer, slot),
      });
      wish = null;
      reservation = createReservation(page, api, {
        offer, hold, draft, zone: place?.zone ?? visitorTimeZone(), timeGone: (refusal) => chooseAnother(offer, refusal),
      });
      if (mine !== opened) return await reservation.giveBack();
      history.pushState({ details: true }, "");
      reservation.show();
    } catch (error) {
      if (mine === opened) showWhen(offer, { failure: asFailure(error), slot });
    }
  }

  /** Choosing the same time again after no answer came repeats the request instead of making a second one. */
  function wishFor(offer: Offer, slot: Slot): string {
    if (wish?.slot !== slot.starts_at || wish.offer !== offer) {
      wish = { slot: slot.starts_at, offer, idempotencyKey: crypto.randomUUID() };
    }
    return wish.idempotencyKey;
  }

  function chooseAnother(offer: Offer, refusal: Refusal): void {
    reservation = null;
    history.replaceState(null, "");
    showWhen(offer, refusal);
  }

  addEventListener("pagehide", () => void reservation?.giveBack());
  addEventListener("popstate", () => void open());
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !isPlainClick(event) || link.hash || link.origin !== location.origin || link.pathname !== "/") return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    void open();
  });
  void giveBackForgotten(api).then(open);
}

/** Whether the visitor means this tab; other clicks are the browser's. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
