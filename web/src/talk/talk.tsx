/** Conversations on one side and the chosen one on the other; on narrow screens one of the two. */
import type { ReactNode } from "react";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { useSpeech, useWords } from "../i18n/speech";
import { formatZone } from "../time/format";
import type { Side } from "./api";
import { ConversationList } from "./conversation-list";
import { Thread } from "./thread";
import { words } from "./words";
import "./talk.css";

export interface Place extends Side {
  /** Where the list stands; a conversation stands below it. */
  path: string;
  zone: string;
  /** What leads on where there is nothing yet. */
  wayOn: ReactNode;
}

export function Talk({ place, selected }: { place: Place; selected?: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <Page title={t.titles[place.role]} lead={!selected && t.lead} above={selected && <Link href={place.path} className="talk-back">{t.back}</Link>}>
      <div className="talk" data-open={selected !== undefined}>
        <section className="talk-list" aria-label={t.list}><ConversationList place={place} selected={selected} /></section>
        {selected ? <Thread key={selected} id={selected} place={place} /> : <p className="talk-choose aside">{t.choose}</p>}
      </div>
      <p className="policy">{t.zone(formatZone(place.zone, locale))}</p>
    </Page>
  );
}
