/** How many notifications were not read yet, as a figure and in words; nothing when there are none. */
import { useUnread } from "../../my/news/news";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "./unread.css";

const words = defineWords(
  { unread: (count: number) => (count === 1 ? "1 unread notification" : `${count} unread notifications`) },
  { unread: (count) => (count < 2 ? `${count} avis non lu` : `${count} avis non lus`) },
);

export function Unread() {
  const t = useWords(words);
  const count = useUnread();
  if (count === 0) return null;
  return <><span className="unread-count" aria-hidden="true">{count > 99 ? "99+" : count}</span><span className="visually-hidden">{t.unread(count)}</span></>;
}
