/** How many messages wait, as a figure and in words; nothing when there are none. */
import { useWords } from "../i18n/speech";
import { useWaiting, type Side } from "./api";
import { words } from "./words";

export function Waiting(side: Side) {
  const t = useWords(words);
  const count = useWaiting(side);
  if (count === 0) return null;
  return <><span className="unread-count" aria-hidden="true">{count > 99 ? "99+" : count}</span><span className="visually-hidden">{t.unread(count)}</span></>;
}
