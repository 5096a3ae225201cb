/** Last screen: what was booked, and what happens next. */
import type { Confirmation } from "../../api/contract";
import { createFacts } from "../../components/facts/facts";
import type { Render } from "../../components/shell/shell";
import { formatDuration } from "../../time/format";
import { h } from "../../ui/dom";
import { offerLinks, type Offer } from "../offer";

interface Done {
  offer: Offer;
  confirmation: Confirmation;
  email: string;
  zone: string;
}

export function doneScreen({ offer, confirmation, email, zone }: Done): Render {
  return (speech) => {
    const { t, locale } = speech;
    const { practitioner, service } = offer;
    const pending = confirmation.status === "pending";
    const title = pending ? t.done.titlePending : t.done.title;
    const heading = h("h1", {}, title);
    const facts = createFacts({
      startsAt: confirmation.starts_at,
      endsAt: confirmation.ends_at,
      timeZone: zone,
      facts: [
        [t.facts.what, service.name],
        [t.facts.duration, formatDuration(service.duration_minutes, locale)],
        [t.facts.who, practitioner.display_name],
        [t.facts.organization, practitioner.organization_name],
        [t.facts.status, t.facts.statuses[confirmation.status]],
        [t.done.reference, confirmation.reference],
      ],
    }, speech);
    const next = pending ? t.done.nextPending(practitioner.display_name, email) : t.done.next(email);
    return {
      title,
      focus: heading,
      content: [
        h("div", { class: "message" },
          heading,
          h("p", { class: "lead" }, next),
          facts,
          h("p", {}, h("a", { href: offerLinks(offer).when, class: "button" }, t.done.another)),
        ),
      ],
    };
  };
}
