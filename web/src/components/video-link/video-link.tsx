/** The way to a video room, or that it follows.  *token* lets in a client without an account. */
import { useWords } from "../../i18n/speech";
import { words } from "./words";

interface VideoLinkProps {
  url: string;
  state?: "ready" | "follows";
  token?: string;
}

export function VideoLink({ url, state, token }: VideoLinkProps) {
  const t = useWords(words);
  if (state === "follows") return t.follows;
  // A room of ours is opened by a page of ours, which asks who comes.
  if (url.startsWith("/")) return <a href={token ? `${url}#${token}` : url} target="_blank" rel="noopener noreferrer">{t.enter}</a>;
  return <a href={url} rel="noopener noreferrer">{url}</a>;
}
