/** Second step: what the chosen practitioner offers. */
import type { Practitioner, Service } from "../../api/contract";
import { createChoiceList } from "../../components/choice-list/choice-list";
import { createSteps } from "../../components/steps/steps";
import type { Render } from "../../components/shell/shell";
import type { Speech } from "../../i18n/language";
import { formatDuration, formatPrice } from "../../time/format";
import { h } from "../../ui/dom";
import { routeHref } from "../route";

export function whatScreen(practitioner: Practitioner, services: readonly Service[]): Render {
  return (speech) => {
    const { t } = speech;
    const organization = practitioner.organization_slug;
    const heading = h("h1", {}, t.what.title);
    const choices = services.map((service) => ({
      href: routeHref({ organization, practitioner: practitioner.slug, service: service.service_id }),
      name: service.name,
      text: service.description,
      notes: notesOf(service, speech),
    }));
    const list = choices.length > 0
      ? createChoiceList(choices)
      : h("p", { class: "lead" }, t.what.none(practitioner.display_name));
    return {
      title: t.what.title,
      focus: heading,
      content: [
        createSteps("what", { who: routeHref({ organization }) }, speech),
        heading,
        h("p", { class: "lead" }, t.what.with(practitioner.display_name)),
        list,
      ],
    };
  };
}

function notesOf(service: Service, { t, locale }: Speech): string[] {
  const notes = [formatDuration(service.duration_minutes, locale)];
  if (service.price_cents !== null && service.currency) notes.push(formatPrice(service.price_cents, service.currency, locale));
  if (service.capacity > 1) notes.push(t.what.group(service.capacity));
  if (service.requires_approval) notes.push(t.what.approval);
  return notes;
}
