/** The address of a private room, shown this once. */
import { SecretDialog } from "../components/secret-box/secret-box";
import { useWords } from "../i18n/speech";
import { words } from "./words";

export function RoomLink({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useWords(words);
  return <SecretDialog title={t.linkTitle} label={t.linkLabel} text={t.linkText} once={t.linkOnce} secret={`${location.origin}/room#${token}`} onClose={onClose} />;
}
