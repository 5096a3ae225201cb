/** One visit by a booking's link: see it, move it, cancel it.  The token stays in the fragment and in memory. */
import type { Connection } from "../api/connect";
import type { ClientBooking, LiveBooking } from "../api/contract";
import { timeIsGone, type Failure } from "../api/failure";
import { createLive } from "../api/live";
import { bookingByToken, cancelByToken, rescheduleByToken, slotsByToken } from "../api/links";
import { asFailure, failureScreen, messageScreen } from "../components/shell/screens";
import type { Page } from "../components/shell/shell";
import { startingPlace } from "../components/slot-picker/slot-picker";
import { failureSentence } from "../i18n/failures";
import { addDays, visitorTimeZone } from "../time/dates";
import { bookingScreen, cancelledScreen, type News } from "./screens/booking";
import { confirmMoveScreen, moveScreen } from "./screens/move";

export function startVisit(page: Page, api: Connection, token: string): void {
  const reason = { text: "" };
  const place = startingPlace(visitorTimeZone());
  const live = createLive(api);

  async function open(): Promise<void> {
    page.wait();
    if (!token) return showInvalid();
    try {
      show(await bookingByToken(api, token));
    } catch (error) {
      failed(error, () => void open());
    }
  }

  function show(booking: ClientBooking, { news = null, justNow = false }: { news?: News | null; justNow?: boolean } = {}): void {
    if (booking.status === "cancelled") {
      page.show(cancelledScreen(booking, { zone: place.zone, justNow }));
    } else {
      page.show(bookingScreen({
        booking, zone: place.zone, news, move: () => showMove(booking), reason, cancel: () => cancel(booking),
      }));
    }
  }

  function failed(error: unknown, retry: () => void): void {
    const failure = asFailure(error);
    if (failure.word === "token_expired") showExpired();
    else if (failure.word === "token_invalid" || failure.word === "not_found") showInvalid();
    else page.show(failureScreen(failure, retry));
  }

  function showInvalid(): void {
    page.show(({ t }) => messageScreen({ title: t.manage.invalidTitle, text: t.manage.invalidExplain, action: null }));
  }

  function showExpired(): void {
    page.show(({ t }) => messageScreen({ title: t.manage.expiredTitle, text: t.manage.expiredExplain, action: null }));
  }

  function showMove(booking: LiveBooking, failure: Failure | null = null): void {
    page.show(moveScreen({
      booking,
      place,
      problem: failure && ((speech) => failureSentence(failure, speech)),
      alternatives: failure?.alternatives ?? [],
      // The dates that the server reads are the practitioner's; a day more on each side covers the visitor's.
      load: (from, to) => slotsByToken(api, token, addDays(from, -1), addDays(to, 1)),
      choose: (startsAt) => showConfirm(booking, startsAt),
      live,
      stay: () => show(booking),
    }, page));
  }

  function showConfirm(booking: LiveBooking, startsAt: string, failure: Failure | null = null): void {
    page.show(confirmMoveScreen({
      booking,
      startsAt,
      zone: place.zone,
      problem: failure && ((speech) => failureSentence(failure, speech)),
      confirm: () => move(booking, startsAt),
      other: () => showMove(booking),
      stay: () => show(booking),
    }));
  }

  async function move(booking: LiveBooking, startsAt: string): Promise<void> {
    try {
      show(await rescheduleByToken(api, token, startsAt), { news: { kind: "success", text: ({ t }) => t.manage.moved } });
    } catch (error) {
      const failure = asFailure(error);
      if (timeIsGone(failure) || failure.word === "client_busy") showMove(booking, failure);
      else if (isFinal(failure)) await showWithReason(failure);
      else showConfirm(booking, startsAt, failure);
    }
  }

  async function cancel(booking: LiveBooking): Promise<void> {
    try {
      show(await cancelByToken(api, token, reason.text.trim()), { justNow: true });
    } catch (error) {
      const failure = asFailure(error);
      if (isFinal(failure)) await showWithReason(failure);
      else show(booking, { news: { kind: "problem", text: (speech) => failureSentence(failure, speech) } });
    }
  }

  /** The booking is no longer what this page shows: show it as it is now, and say why nothing was done. */
  async function showWithReason(failure: Failure): Promise<void> {
    try {
      const news: News = { kind: "problem", text: (speech) => failureSentence(failure, speech) };
      show(await bookingByToken(api, token), { news });
    } catch (error) {
      failed(error, () => void open());
    }
  }

  void open();
}

function isFinal({ word }: Failure): boolean {
  return ["too_late_to_change", "illegal_transition", "token_invalid", "token_expired", "not_found"].includes(word);
}
