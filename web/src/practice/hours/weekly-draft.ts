/** Weekly hours while they are edited: what is wrong with them, and what would change.  Pure. */
import type { LocalDate } from "../../time/dates";
import type { Rule } from "../schedule/data";

export interface SpanDraft {
  /** The rule's id, or a name of its own while it is new. */
  key: string;
  weekday: number;
  /** "09:00", or null while it is not typed. */
  from: string | null;
  /** "00:00" is the midnight at the end of the day. */
  to: string | null;
  seats: number | null;
  valid_from: LocalDate | null;
  valid_until: LocalDate | null;
}

export type Change = Record<string, unknown> & { change: string };
export type Problem = { kind: "incomplete" } | { kind: "backwards" } | { kind: "datesBackwards" } | { kind: "overlaps"; other: SpanDraft };

export function draftOf(rules: readonly Rule[]): SpanDraft[] {
  return rules.map((rule) => ({
    key: rule.rule_id, weekday: rule.weekday, from: rule.starts_local.slice(0, 5), to: rule.ends_local.startsWith("24") ? "00:00" : rule.ends_local.slice(0, 5),
    seats: rule.capacity, valid_from: rule.valid_from, valid_until: rule.valid_until,
  }));
}

export function newSpan(weekday: number, like: Partial<SpanDraft> = {}): SpanDraft {
  return { from: null, to: null, seats: null, valid_from: null, valid_until: null, ...like, weekday, key: `new-${crypto.randomUUID()}` };
}

/** Exclusive, and after all other times when it is midnight. */
export function endOf({ to }: SpanDraft): string {
  return to === "00:00" ? "24:00" : to ?? "";
}

/** What is wrong with each span, by its key; a span that overlaps an earlier one of the list is told so. */
export function problemsOf(draft: readonly SpanDraft[]): Map<string, Problem> {
  const problems = new Map<string, Problem>();
  draft.forEach((span, index) => {
    if (!span.from || !span.to) problems.set(span.key, { kind: "incomplete" });
    else if (span.from >= endOf(span)) problems.set(span.key, { kind: "backwards" });
    else if (span.valid_from && span.valid_until && span.valid_until < span.valid_from) problems.set(span.key, { kind: "datesBackwards" });
    else {
      const other = draft.slice(0, index).find((one) => overlap(one, span));
      if (other) problems.set(span.key, { kind: "overlaps", other });
    }
  });
  return problems;
}

function overlap(one: SpanDraft, other: SpanDraft): boolean {
  return one.weekday === other.weekday && one.from !== null && other.from !== null && one.from < endOf(other) && other.from < endOf(one)
    && (one.valid_from ?? "") <= (other.valid_until ?? "9999") && (other.valid_from ?? "") <= (one.valid_until ?? "9999");
}

export function copyDay(draft: readonly SpanDraft[], from: number, to: readonly number[]): SpanDraft[] {
  const copied = draft.filter(({ weekday }) => weekday === from);
  return [...draft.filter(({ weekday }) => !to.includes(weekday)), ...to.flatMap((weekday) => copied.map((span) => newSpan(weekday, span)))];
}

/** The changes of hours that lead from the rules to the draft. */
export function changesOf(rules: readonly Rule[], draft: readonly SpanDraft[]): Change[] {
  const before = new Map(draftOf(rules).map((span) => [span.key, span]));
  const kept = new Set(draft.map(({ key }) => key));
  const changed = draft.filter((span) => !same(span, before.get(span.key)));
  const alone = (span: SpanDraft) => before.has(span.key) && changed.filter(({ weekday }) => weekday === span.weekday).length === 1;
  return [
    ...rules.filter(({ rule_id }) => !kept.has(rule_id)).map(({ rule_id }): Change => ({ change: "delete_rule", rule_id })),
    // Several of a day might stand in each other's way while they change in turn; what goes first makes room.
    ...changed.flatMap((span): Change[] => {
      if (alone(span)) return [{ change: "update_rule", rule_id: span.key, ...columns(span) }];
      const gone: Change[] = before.has(span.key) ? [{ change: "delete_rule", rule_id: span.key }] : [];
      return [...gone, { change: "add_rule", ...columns(span) }];
    }),
  ];
}

function columns(span: SpanDraft) {
  const { weekday, from, seats, valid_from, valid_until } = span;
  return { weekday, starts_local: from, ends_local: endOf(span), capacity: seats, valid_from, valid_until };
}

function same(one: SpanDraft, other: SpanDraft | undefined): boolean {
  return other !== undefined && JSON.stringify(columns(one)) === JSON.stringify(columns(other));
}
