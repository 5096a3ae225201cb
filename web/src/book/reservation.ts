/** One kept time on its way to a booking: confirm it, keep it longer, keep it again, or give it back. */
import { confirmHold } from "../api/booking";
import type { Connection } from "../api/connect";
import type { ClientDetails, Confirmation } from "../api/contract";
import { timeIsGone, type Failure } from "../api/failure";
import type { Draft } from "../components/details-form/draft";
import { asFailure } from "../components/shell/screens";
import type { Page } from "../components/shell/shell";
import { visitorTimeZone } from "../time/dates";
import { forget, giveBack, keepLonger, keepTime, type KeptHold } from "./kept-hold";
import type { Offer } from "./offer";
import { detailsScreen, type DetailsNews } from "./screens/details";
import { doneScreen } from "./screens/done";
import type { Refusal } from "./screens/when";

export interface Reservation {
  show(): void;
  /** Gives the time back unless it has become a booking. */
  giveBack(): Promise<void>;
}

interface Options {
  offer: Offer;
  hold: KeptHold;
  draft: Draft;
  zone: string;
  /** The time cannot be had any more; another one must be chosen. */
  timeGone: (refusal: Refusal) => void;
}

export function createReservation(page: Page, api: Connection, { offer, hold, draft, zone, timeGone }: Options): Reservation {
  let over = false;
  let settled = false;
  let extendable = true;
  /** The last try to confirm: sent again unchanged, it keeps its key, so that it can only book once. */
  let attempt: { details: string; idempotencyKey: string; unanswered: boolean } | null = null;

  function show(news: DetailsNews = null): void {
    page.show(detailsScreen({
      offer, hold, over, news, zone, draft, submit: confirm, keep: extendable ? keep : null, keepAgain, timeRanOut, change: () => history.back(),
    }, page));
  }

  async function confirm(): Promise<void> {
    try {
      const confirmation = await sendConfirmation();
      if (!settled) showDone(confirmation);
    } catch (error) {
      if (!settled) refused(asFailure(error));
    }
  }

  async function sendConfirmation(): Promise<Confirmation> {
    const client = clientDetails();
    const note = draft.note.trim();
    const details = JSON.stringify([hold.key, client, note]);
    if (attempt?.details !== details) attempt = { details, idempotencyKey: crypto.randomUUID(), unanswered: false };
    attempt.unanswered = true;
    try {
      return await confirmHold(api, { holdKey: hold.key, client, note, idempotencyKey: attempt.idempotencyKey });
    } catch (error) {
      attempt.unanswered = asFailure(error).word === "offline";
      throw error;
    }
  }

  function clientDetails(): ClientDetails {
    return {
      name: draft.name.trim(),
      email: draft.email.trim(),
      phone: draft.phone.trim(),
      consent: draft.consent,
      time_zone: visitorTimeZone(),
      locale: page.speech().locale,
    };
  }

  function showDone(confirmation: Confirmation): void {
    settled = true;
    forget();
    history.replaceState(null, "");
    page.show(doneScreen({ offer, confirmation, email: draft.email.trim(), zone }));
  }

  function refused(failure: Failure): void {
    if (failure.word === "hold_expired") {
      timeRanOut();
    } else if (timeIsGone(failure) || failure.word === "client_busy" || failure.word === "hold_conflict") {
      void giveBackOnce();
      timeGone({ failure, slot: hold.slot });
    } else {
      show({ kind: "failed", failure });
    }
  }

  async function keep(): Promise<void> {
    try {
      await keepLonger(api, hold);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.word !== "too_many_requests") return refused(failure);
      extendable = false;
      show({ kind: "last-extension" });
    }
  }

  /** After the time ran out.  A try to book that was never answered may have worked, so it is asked about first. */
  async function keepAgain(): Promise<void> {
    try {
      const booked = attempt?.unanswered ? await confirmedAfterAll() : null;
      if (booked) return showDone(booked);
      // Time runs out here a little before it does on the server; without this our own hold might stand in the way.
      await giveBack(api, hold.key);
      const renewed = await keepTime(api, {
        practitionerId: offer.practitioner.practitioner_id,
        serviceId: offer.service.service_id,
        slot: hold.slot,
        idempotencyKey: crypto.randomUUID(),
      });
      hold = renewed;
      over = false;
      extendable = true;
      show({ kind: "kept-again" });
    } catch (error) {
      refusedAgain(asFailure(error));
    }
  }

  async function confirmedAfterAll(): Promise<Confirmation | null> {
    try {
      return await sendConfirmation();
    } catch (error) {
      if (asFailure(error).word === "hold_expired") return null;
      throw error;
    }
  }

  function refusedAgain(failure: Failure): void {
    if (timeIsGone(failure)) timeGone({ failure, slot: hold.slot });
    else show({ kind: "failed", failure });
  }

  function timeRanOut(): void {
    over = true;
    forget();
    show();
  }

  async function giveBackOnce(): Promise<void> {
    if (settled) return;
    settled = true;
    if (!over) await giveBack(api, hold.key);
  }

  return { show, giveBack: giveBackOnce };
}
