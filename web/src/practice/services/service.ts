/** A service as it is kept, and as it is edited.  Pure. */

export const PLACES = ["in_person", "online", "phone", "at_client"] as const;
export const BILLING_PLACES = ["office", "home", "school", "telehealth", "telehealth_home"] as const;

/** What the editor changes, in the columns of api.services. */
export interface ServiceColumns {
  name: string;
  description: string;
  duration_minutes: number | null;
  step_minutes: number | null;
  buffer_before_minutes: number | null;
  buffer_after_minutes: number | null;
  capacity: number | null;
  min_notice_minutes: number | null;
  max_advance_days: number | null;
  daily_limit: number | null;
  requires_approval: boolean;
  approval_minutes: number | null;
  change_notice_minutes: number | null;
  client_may_overlap: boolean;
  requires_onboarding: boolean;
  price_cents: number | null;
  location_kind: (typeof PLACES)[number];
  /** What its events are called in calendars; null: what the practice's are called anyway. */
  event_category: string | null;
  billing_code: string | null;
  billing_place: (typeof BILLING_PLACES)[number];
}

export interface Service extends ServiceColumns {
  service_id: string;
  currency: string;
  archived_at: string | null;
}

export interface Need {
  kind: string;
  quantity: number | null;
}

export interface ServiceDraft {
  columns: ServiceColumns;
  /** Who offers it, by practitioner_id. */
  offeredBy: string[];
  needs: Need[];
}

export const NEW: ServiceColumns = {
  name: "", description: "", duration_minutes: 50, step_minutes: 15, buffer_before_minutes: 0, buffer_after_minutes: 0, capacity: 1, min_notice_minutes: 0,
  max_advance_days: 90, daily_limit: null, requires_approval: false, approval_minutes: 1440, change_notice_minutes: 1440, client_may_overlap: false,
  requires_onboarding: false,
  price_cents: null, location_kind: "in_person", event_category: null, billing_code: null, billing_place: "office",
};

const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["description", "daily_limit", "price_cents", "event_category", "billing_code"]);

/** The columns of which a value is missing. */
export function missingIn(columns: ServiceColumns): Set<keyof ServiceColumns> {
  const empty = (value: unknown) => value === null || (typeof value === "string" && value.trim() === "");
  return new Set((Object.keys(NEW) as (keyof ServiceColumns)[]).filter((column) => !MAY_BE_EMPTY.has(column) && empty(columns[column])));
}

/** What was *typed* over *base*, on what is *saved* by now: only what somebody changed is theirs. */
export function rebased(saved: ServiceDraft, base: ServiceDraft, typed: ServiceDraft): ServiceDraft {
  const newer = (column: keyof ServiceColumns) => (typed.columns[column] === base.columns[column] ? saved : typed).columns[column];
  const added = typed.offeredBy.filter((id) => !base.offeredBy.includes(id) && !saved.offeredBy.includes(id));
  return {
    columns: Object.fromEntries((Object.keys(NEW) as (keyof ServiceColumns)[]).map((column) => [column, newer(column)])) as unknown as ServiceColumns,
    offeredBy: [...saved.offeredBy.filter((id) => typed.offeredBy.includes(id) || !base.offeredBy.includes(id)), ...added],
    needs: JSON.stringify(typed.needs) === JSON.stringify(base.needs) ? saved.needs : typed.needs,
  };
}

export function columnsOf(service: Service): ServiceColumns {
  return Object.fromEntries(Object.keys(NEW).map((column) => [column, service[column as keyof ServiceColumns]])) as unknown as ServiceColumns;
}

/** "large_room" of "Large room". */
export function kindOf(typed: string): string {
  return typed.normalize("NFD").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim().replaceAll(" ", "_");
}

/** "large room" */
export function spokenKind(kind: string): string {
  return kind.replaceAll("_", " ");
}
