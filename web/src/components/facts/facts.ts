/** The facts of a booking as a list of terms, the time large above them. */
import type { Speech } from "../../i18n/language";
import { formatDay, formatTimeSpan, formatZone } from "../../time/format";
import { h } from "../../ui/dom";
import "./facts.css";

export type Fact = readonly [term: string, value: string | HTMLElement];

interface Facts {
  startsAt: string;
  endsAt: string;
  timeZone: string;
  facts: readonly Fact[];
}

export function createFacts({ startsAt, endsAt, timeZone, facts }: Facts, { t, locale }: Speech): HTMLElement {
  const rows = facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)));
  return h("section", { class: "facts", "aria-label": t.facts.when },
    h("p", { class: "facts-when" },
      h("span", { class: "facts-day" }, formatDay(startsAt, locale, timeZone)),
      h("span", { class: "facts-time" }, formatTimeSpan(startsAt, endsAt, locale, timeZone)),
      h("span", { class: "facts-zone" }, formatZone(timeZone, locale)),
    ),
    rows.length > 0 && h("dl", { class: "facts-list" }, ...rows),
  );
}
