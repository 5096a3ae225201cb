/** The booking behind the link, and what its client may still do with it. */
import type { CancelledBooking, LiveBooking } from "../../api/contract";
import { createCancelDialog } from "../../components/cancel-dialog/cancel-dialog";
import { createFacts, type Fact } from "../../components/facts/facts";
import { createNotice, type NoticeKind } from "../../components/notice/notice";
import type { Render } from "../../components/shell/shell";
import type { Speech } from "../../i18n/language";
import { formatDuration, formatMoment } from "../../time/format";
import { h } from "../../ui/dom";
import { describePlace } from "../place";
import { standingOf } from "../standing";

export interface News {
  kind: NoticeKind;
  text: (speech: Speech) => string;
}

interface BookingScreen {
  booking: LiveBooking;
  zone: string;
  news: News | null;
  move: () => void;
  /** Why the client cancels, as far as typed. */
  reason: { text: string };
  cancel: () => Promise<void>;
}

export function bookingScreen({ booking, zone, news, move, reason, cancel }: BookingScreen): Render {
  return (speech) => {
    const { t, locale } = speech;
    const heading = h("h1", {}, t.manage.title);
    const notice = news && createNotice(news.kind, news.text(speech));
    const summary = formatMoment(booking.starts_at, locale, zone);
    const dialog = createCancelDialog({ summary, reason, cancel, speech });
    const may = (action: "reschedule" | "cancel"): boolean => booking.allowed_actions.includes(action);
    const actions = h("p", { class: "actions" },
      may("reschedule") && h("button", { type: "button", class: "button primary", onclick: move }, t.manage.move),
      may("cancel") && h("button", { type: "button", class: "button danger-quiet", onclick: () => dialog.showModal() }, t.manage.cancel),
    );
    const place = describePlace(booking.place, t);
    const facts: Fact[] = [
      [t.facts.what, booking.service.name],
      [t.facts.duration, formatDuration(booking.service.duration_minutes, locale)],
      [t.facts.who, booking.practitioner.display_name],
      ...(place ? [[t.facts.where, place] as const] : []),
      [t.facts.organization, booking.organization.name],
      [t.facts.status, t.facts.statuses[booking.status]],
      [t.done.reference, booking.reference],
    ];
    return {
      title: t.manage.title,
      focus: notice ?? heading,
      content: [
        heading,
        ...(notice ? [notice] : []),
        createFacts({ startsAt: booking.starts_at, endsAt: booking.ends_at, timeZone: zone, facts }, speech),
        explanation(booking, zone, speech),
        ...(actions.childElementCount > 0 ? [actions, dialog] : []),
      ],
    };
  };
}

/** Until when the booking can be changed, or why it no longer can. */
function explanation(booking: LiveBooking, zone: string, { t, locale }: Speech): HTMLElement {
  const { changeable_until, change_notice_minutes } = booking.policy;
  const organization = h("a", { class: "button", href: `/?organization=${encodeURIComponent(booking.organization.slug)}` }, t.manage.bookAgain);
  switch (standingOf(booking, new Date())) {
    case "changeable": {
      const until = booking.allowed_actions.includes("reschedule") ? t.manage.changeableUntil : t.manage.cancellableUntil;
      return h("p", { class: "policy" }, changeable_until && until(formatMoment(changeable_until, locale, zone)));
    }
    case "too-late":
      return createNotice("info", t.manage.tooLate, h("p", {}, t.manage.tooLateExplain(change_notice_minutes)));
    case "started":
      return createNotice("info", t.manage.started);
    case "past":
      return createNotice("info", t.manage.past, h("p", {}, t.manage.pastExplain), h("p", {}, organization));
  }
}

export function cancelledScreen(booking: CancelledBooking, { zone, justNow }: { zone: string; justNow: boolean }): Render {
  return (speech) => {
    const { t } = speech;
    const heading = h("h1", {}, t.manage.cancelledTitle);
    const notice = justNow ? createNotice("success", t.manage.cancelledNow) : null;
    return {
      title: t.manage.cancelledTitle,
      focus: notice ?? heading,
      content: [
        heading,
        ...(notice ? [notice] : []),
        h("p", { class: "lead" }, t.manage.cancelledExplain),
        createFacts({
          startsAt: booking.starts_at,
          endsAt: booking.ends_at,
          timeZone: zone,
          facts: [
            [t.facts.organization, booking.organization.name],
            [t.facts.status, t.facts.statuses.cancelled],
            [t.done.reference, booking.reference],
          ],
        }, speech),
        h("p", { class: "actions" },
          h("a", { class: "button primary", href: `/?organization=${encodeURIComponent(booking.organization.slug)}` }, t.manage.bookAgain)),
      ],
    };
  };
}
