/** Where people meet, as the client reads it; nothing where the practice has not said. */
import type { Place } from "../../api/contract";
import { useWords } from "../../i18n/speech";
import { VideoLink } from "../video-link/video-link";
import { words } from "./words";

/** In person without an address nothing is known. */
export function isSaid({ kind, address }: Place): boolean {
  return kind !== "in_person" || Boolean(address);
}

export function Where({ place: { kind, address, video_url, video }, token }: { place: Place; token?: string }) {
  const t = useWords(words);
  if (kind === "in_person") return address;
  if (kind === "online" && video_url) return <>{video && <>{t.places.online}, </>}<VideoLink url={video_url} state={video} token={token} /></>;
  return t.places[kind];
}
