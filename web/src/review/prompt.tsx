/** On the page behind a booking's link: the question how it was, once it took place. */
import { ButtonLink } from "../components/button/button";
import { Panel } from "../components/panel/panel";
import { useWords } from "../i18n/speech";
import { useReviewable } from "./api";
import { words } from "./words";

export function ReviewPrompt({ token, status }: { token: string; status: string }) {
  const t = useWords(words);
  const { data } = useReviewable(token, status === "completed");
  if (!data?.can_review) return null;
  return (
    <Panel title={t.prompt}>
      <p>{t.promptText(data.practitioner.display_name)}</p>
      <p><ButtonLink href={`/review#${token}`} look={data.asked ? "primary" : "plain"}>{t.write}</ButtonLink></p>
    </Panel>
  );
}
