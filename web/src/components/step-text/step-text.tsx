/** The text of an onboarding step, in paragraphs, and its document. */
import type { StepText } from "../../api/onboarding";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "./step-text.css";

const words = defineWords(
  { read: "Read the document (opens in a new tab)" },
  { read: "Lire le document (nouvel onglet)" },
);

export function StepBody({ step }: { step: Pick<StepText, "body" | "url"> }) {
  const t = useWords(words);
  return (
    <>
      {step.body && <div className="step-text">{step.body.split(/\n{2,}/).map((paragraph, index) => <p key={index}>{paragraph}</p>)}</div>}
      {step.url && <p><a href={step.url} target="_blank" rel="noopener noreferrer">{t.read}</a></p>}
    </>
  );
}
