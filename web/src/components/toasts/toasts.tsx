/** Short words about what was just done, shown for a while and read aloud. */
import { useSyncExternalStore } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "./toasts.css";

const words = defineWords({ dismiss: "Dismiss" }, { dismiss: "Fermer" });
/** Long enough to read twice; whoever needs more time finds the same on the page itself. */
const SHOWN_MS = 8_000;

interface Toast {
  id: number;
  text: string;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

/** Shows *text*, which is about something done elsewhere or no longer in sight.  Problems belong where they arose, not here. */
export function toast(text: string): void {
  const id = (last += 1);
  change([...toasts, { id, text }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Takes them all away: they were for the one who left. */
export function clearToasts(): void {
  if (toasts.length > 0) change([]);
}

function dismiss(id: number): void {
  change(toasts.filter((one) => one.id !== id));
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const t = useWords(words);
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" data-react-aria-top-layer>
      {shown.map(({ id, text }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          <button type="button" className="toast-dismiss" aria-label={t.dismiss} onClick={() => dismiss(id)}>×</button>
        </div>
      ))}
    </div>
  );
}
