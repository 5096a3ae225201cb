/** What an entry says has changed.  Pure. */
import type { Row } from "./log";

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/** Ids that say nothing beside the entry's own. */
const SAME_FOR_ALL = new Set(["organization_id"]);

/** The fields that differ; of what was made or is gone, all that say something. */
export function difference(before: Row | null, after: Row | null): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null }))
    .filter(({ field, before: was, after: is }) => !SAME_FOR_ALL.has(field) && JSON.stringify(was) !== JSON.stringify(is));
}

export function isInstant(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value);
}
