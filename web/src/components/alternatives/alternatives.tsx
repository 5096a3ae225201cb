/** Free times near one that could not be had. */
import { useSpeech, useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { formatMoment } from "../../time/format";
import { Button } from "../button/button";

const words = defineWords({ near: "These times are near it and free:" }, { near: "Ces heures proches sont libres\u00a0:" });

export function Alternatives({ instants, zone, onChoose }: { instants: readonly string[]; zone: string; onChoose: (instant: string) => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  if (instants.length === 0) return null;
  return (
    <>
      <p>{t.near}</p>
      <ul className="alternatives" role="list">
        {instants.map((instant) => <li key={instant}><Button onPress={() => onChoose(instant)}>{formatMoment(instant, locale, zone)}</Button></li>)}
      </ul>
    </>
  );
}
