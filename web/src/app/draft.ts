/** What somebody types, kept in this tab over errors, back, refresh and a lapsed session. */
import { useCallback, useState } from "react";

const DRAFT = "bookfast.draft.";
const OWNER = "bookfast.drafts-of";

/** Like `useState`, under *name*; `forget` once it is no longer a draft. */
export function useDraft<T>(name: string, initial: T): [draft: T, change: (draft: T) => void, forget: () => void] {
  const key = DRAFT + name;
  const [draft, setDraft] = useState<T>(() => read(key) ?? initial);
  const change = useCallback((next: T) => {
    setDraft(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  }, [key]);
  const forget = useCallback(() => sessionStorage.removeItem(key), [key]);
  return [draft, change, forget];
}

function read<T>(key: string): T | null {
  const stored = sessionStorage.getItem(key);
  return stored === null ? null : (JSON.parse(stored) as T);
}

/** Forgets a draft from outside of what edits it. */
export function forgetDraft(name: string): void {
  sessionStorage.removeItem(DRAFT + name);
}

/** Says that *userId* types here from now on: what somebody else with an account typed in this tab is forgotten. */
export function ownDrafts(userId: string): void {
  const owner = sessionStorage.getItem(OWNER);
  if (owner && owner !== userId) forgetDrafts();
  sessionStorage.setItem(OWNER, userId);
}

export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
  sessionStorage.removeItem(OWNER);
}
