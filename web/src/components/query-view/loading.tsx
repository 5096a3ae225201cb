/** A line that says that something is awaited; it also draws the waiting line along the top of the page. */
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";

const words = defineWords({ loading: "One moment…" }, { loading: "Un moment…" });

export function Loading() {
  const t = useWords(words);
  return <p className="loading" aria-busy="true">{t.loading}</p>;
}
