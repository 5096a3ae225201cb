/** Where the visitor is on the way to a booking; steps behind are links back. */
import type { Speech } from "../../i18n/language";
import { h } from "../../ui/dom";
import "./steps.css";

export const STEPS = ["who", "what", "when", "details"] as const;
export type Step = (typeof STEPS)[number];

export function createSteps(now: Step, links: Partial<Record<Step, string>>, { t }: Speech): HTMLElement {
  const position = STEPS.indexOf(now);
  const items = STEPS.map((step, index) => {
    const href = index < position ? links[step] : undefined;
    const name = href ? h("a", { href }, t.steps[step]) : h("span", {}, t.steps[step]);
    return h("li", { class: index < position ? "behind" : "", "aria-current": index === position && "step" }, name);
  });
  return h("nav", { class: "steps", "aria-label": t.steps.label },
    h("p", { class: "steps-position" }, t.steps.position(position + 1, STEPS.length)),
    h("ol", {}, ...items),
  );
}
