/** How the practitioners are rated, each in a line. */
import { Average } from "../../components/stars/stars";
import { useWords } from "../../i18n/speech";
import { useRated } from "./api";
import { words } from "./words";

export function Averages() {
  const t = useWords(words);
  const { data = [] } = useRated();
  if (data.length === 0) return null;
  return (
    <dl className="averages" aria-label={t.averages}>
      {data.map((one) => one.rating_average !== null && (
        <div key={one.practitioner_id}>
          <dt>{one.display_name}</dt>
          <dd><Average rating={one.rating_average} count={one.rating_count} /></dd>
        </div>
      ))}
    </dl>
  );
}
