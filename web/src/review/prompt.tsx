/** On the page behind a booking's link, once it took place: the question how it was, or where the practice does not ask, the way to say it all the same. */
import { ButtonLink } from "../components/button/button";
import { Panel } from "../components/panel/panel";
import { useWords } from "../i18n/speech";
import { useReviewable } from "./api";
import { words } from "./words";

export function ReviewPrompt({ token, status }: { token: string; status: string }) {
  const t = useWords(words);
  const { data } = useReviewable(token, status === "completed");
  if (!data?.can_review) return null;
  if (!data.asked) return <p><ButtonLink href={`/review#${token}`}>{t.write}</ButtonLink></p>;
  return (
    <Panel title={t.prompt}>
      <p>{t.promptText(data.practitioner.display_name)}</p>
      <p><ButtonLink href={`/review#${token}`} look="primary">{t.write}</ButtonLink></p>
    </Panel>
  );
}
