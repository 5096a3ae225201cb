/** First step: the practitioners who can be booked. */
import type { Practitioner } from "../../api/contract";
import { createChoiceList } from "../../components/choice-list/choice-list";
import { createSteps } from "../../components/steps/steps";
import type { Render } from "../../components/shell/shell";
import { h } from "../../ui/dom";
import { routeHref } from "../route";

export function whoScreen(practitioners: readonly Practitioner[]): Render {
  return (speech) => {
    const { t } = speech;
    const heading = h("h1", {}, t.who.title);
    const choices = practitioners.map((practitioner) => ({
      href: practitioner.accepting_clients
        ? routeHref({ organization: practitioner.organization_slug, practitioner: practitioner.slug })
        : null,
      name: practitioner.display_name,
      text: practitioner.bio,
      notes: [
        practitioner.organization_name,
        ...(practitioner.specialties ?? []),
        ...(practitioner.accepting_clients ? [] : [t.who.notAccepting]),
      ],
    }));
    const list = choices.length > 0 ? createChoiceList(choices) : h("p", { class: "lead" }, t.who.none);
    return { title: t.who.title, focus: heading, content: [createSteps("who", {}, speech), heading, list] };
  };
}
