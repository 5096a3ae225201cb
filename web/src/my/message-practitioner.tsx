/** From the overview to talking with one's practitioner (CP-7.2, CP-10.2): the one there is, or the next one who will be met. */
import { ButtonLink } from "../components/button/button";
import { useWords } from "../i18n/speech";
import { others, useConversations } from "../talk/api";
import { MessageButton } from "../talk/message-button";
import { words } from "../talk/words";
import type { MyBooking } from "./api";

const PATH = "/my/messages";
const LOOKED_AT = 20;

export function MessagePractitioner({ next }: { next: MyBooking | undefined }) {
  const t = useWords(words);
  const { data: conversations } = useConversations({ role: "client", organizationId: null }, LOOKED_AT);
  if (!conversations) return null;
  const open = conversations.filter(({ kind, closed_because }) => kind === "direct" && closed_because === null);
  const [one] = open;
  const name = one && others(one)[0]?.name;
  if (open.length > 1) return <ButtonLink href={PATH}>{t.titles.client}</ButtonLink>;
  if (one && name) return <ButtonLink href={`${PATH}/${one.conversation_id}`}>{t.messageTo(name)}</ButtonLink>;
  if (!next?.practitioner_name) return null;
  return <MessageButton practitionerId={next.practitioner_id} path={PATH} label={t.messageTo(next.practitioner_name)} />;
}
