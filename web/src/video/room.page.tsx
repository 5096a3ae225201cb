/** The door of a video room: it opens for whoever takes part, when the time has come.  A client's token stays in the fragment and in memory. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation, useParams } from "wouter";
import { askEdge } from "../api/edge";
import { asFailure } from "../api/failure";
import { useApi } from "../app/connection";
import { useFragment } from "../app/fragment";
import { useSession } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { QueryPage } from "../components/query-view/query-page";
import { useSpeech, useWords } from "../i18n/speech";
import { DeadLink } from "../manage/dead-link";
import { visitorTimeZone } from "../time/dates";
import { formatMoment, formatZone } from "../time/format";
import { words } from "./words";

type Entry =
  | { status: "none" }
  | { status: "early" | "follows" | "over"; opens_at: string; closes_at: string }
  | { status: "open"; url: string; opens_at?: string; closes_at?: string };

/** Milliseconds until it is asked again. */
const AGAIN = { early: 20_000, follows: 5_000 } as Partial<Record<Entry["status"], number>>;

export default function RoomPage() {
  const t = useWords(words);
  const token = useFragment();
  const { session } = useSession();
  const [location] = useLocation();
  if (!token && session === null) {
    return (
      <Page title={t.who} lead={t.whoText}>
        <div className="actions"><ButtonLink href={`/sign-in?next=${encodeURIComponent(location)}`} look="primary">{t.signIn}</ButtonLink></div>
      </Page>
    );
  }
  return <Door key={token} token={token} />;
}

function Door({ token }: { token: string }) {
  const t = useWords(words);
  const api = useApi();
  const { kind, subject } = useParams<{ kind: string; subject: string }>();
  const query = useQuery({
    queryKey: ["video", kind, subject, token],
    queryFn: () => askEdge<Entry>(api, "/api/video", token ? { token } : { kind, id: subject }),
    refetchInterval: ({ state }) => (state.data && AGAIN[state.data.status]) ?? false,
    // A way in is made for now, and for nobody who comes back later.
    gcTime: 0,
  });
  const word = query.error && asFailure(query.error).word;
  if (word === "token_expired") return <DeadLink hasEnded />;
  if (word === "token_invalid") return <DeadLink hasEnded={false} />;
  if (word === "not_allowed" || word === "not_found" || word === "invalid_argument") return <Page title={t.strange} lead={t.strangeText} />;
  return <QueryPage query={query}>{(entry) => <Seen entry={entry} />}</QueryPage>;
}

function Seen({ entry }: { entry: Entry }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const zone = visitorTimeZone();
  const url = entry.status === "open" ? entry.url : null;
  useEffect(() => {
    if (url) location.replace(url);
  }, [url]);
  switch (entry.status) {
    case "open":
      return <Page title={t.opening}><div className="actions"><ButtonLink href={entry.url} look="primary">{t.enter}</ButtonLink></div></Page>;
    case "early":
      return <Page title={t.title} lead={t.early(formatMoment(entry.opens_at, locale, zone), formatZone(zone, locale))}><p>{t.earlyText}</p></Page>;
    case "follows":
      return <Page title={t.title} lead={t.follows}><p>{t.followsText}</p></Page>;
    case "over":
      return <Page title={t.title} lead={t.over} />;
    case "none":
      return <Page title={t.none} lead={t.noneText} />;
  }
}
