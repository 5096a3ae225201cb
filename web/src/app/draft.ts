/** What somebody types, kept in this tab over errors, back, refresh and a lapsed session. */
import { useCallback, useState } from "react";

/** Like `useState`, under *name*; `forget` once it is no longer a draft. */
export function useDraft<T>(name: string, initial: T): [draft: T, change: (draft: T) => void, forget: () => void] {
  const key = `bookfast.draft.${name}`;
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
