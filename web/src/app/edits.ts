/** A form over what the server has: what was changed in it is a draft until it is saved, and the rest follows the server. */
import { useRef } from "react";
import { useDraft } from "./draft";

export interface Edits<T> {
  values: T;
  /** Only what differs from what is saved. */
  changed: Partial<T>;
  isChanged: boolean;
  set: (patch: Partial<T>) => void;
  reset: () => void;
}

/** *name* is that of the draft; it must say whose values these are. */
export function useEdits<T extends object>(name: string, saved: T): Edits<T> {
  const [draft, change, forget] = useDraft<Partial<T>>(name, {});
  // Two fields may change at once: a number is taken when it is left, by the click that changes another.
  const latest = useRef(draft);
  latest.current = draft;
  const keep = (next: Partial<T>) => {
    latest.current = next;
    change(next);
  };
  const keys = Object.keys(draft) as (keyof T)[];
  const changed = Object.fromEntries(keys.filter((key) => !same(draft[key], saved[key])).map((key) => [key, draft[key]])) as Partial<T>;
  return {
    values: { ...saved, ...draft },
    changed,
    isChanged: Object.keys(changed).length > 0,
    set: (patch) => keep({ ...latest.current, ...patch }),
    reset: () => {
      keep({});
      forget();
    },
  };
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
