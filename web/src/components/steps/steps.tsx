/** Where the visitor is on the way to a booking; steps behind are links back. */
import type { MouseEvent } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Link } from "../link/link";
import "./steps.css";

const words = defineWords(
  {
    label: "Your way to a booking",
    position: (now: number, all: number) => `Step ${now} of ${all}`,
    names: { who: "Person", what: "Service", when: "Time", details: "Your details" },
  },
  {
    label: "Votre parcours de réservation",
    position: (now, all) => `Étape ${now} sur ${all}`,
    names: { who: "Personne", what: "Service", when: "Heure", details: "Vos coordonnées" },
  },
);

const STEPS = ["who", "what", "when", "details"] as const;
export type Step = (typeof STEPS)[number];

interface StepsProps {
  now: Step;
  links: Partial<Record<Step, string>>;
  /** The nearest way back, in words; it stands alone where there is no room for all steps. */
  back: { href: string; name: string };
  /** Goes back to choosing a time, where that is more than following a link. */
  onWhen?: () => void;
}

export function Steps({ now, links, back, onWhen }: StepsProps) {
  const t = useWords(words);
  const position = STEPS.indexOf(now);
  const follow = (href: string) => (event: MouseEvent) => {
    if (!onWhen || href !== links.when) return;
    event.preventDefault();
    onWhen();
  };
  return (
    <nav className="steps" aria-label={t.label}>
      <p className="steps-position">
        <Link href={back.href} onClick={follow(back.href)}><span aria-hidden="true">‹ </span>{back.name}</Link>
        <span>{t.position(position + 1, STEPS.length)}</span>
      </p>
      <ol>
        {STEPS.map((step, index) => {
          const href = index < position ? links[step] : undefined;
          return (
            <li key={step} aria-current={index === position ? "step" : undefined}>
              {href ? <Link href={href} onClick={follow(href)}>{t.names[step]}</Link> : <span>{t.names[step]}</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
