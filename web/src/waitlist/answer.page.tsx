/** The wish behind the link: accept the time on offer, let the next in line have it, or leave the list.  The token stays in the fragment and in memory. */
import { useQuery } from "@tanstack/react-query";
import { asFailure } from "../api/failure";
import { wishByToken } from "../api/waiting";
import { useApi } from "../app/connection";
import { useFragment } from "../app/fragment";
import { Page } from "../components/page/page";
import { QueryPage } from "../components/query-view/query-page";
import { useWords } from "../i18n/speech";
import { WishScreen } from "./wish-screen";
import { words } from "./words";

export default function AnswerPage() {
  const t = useWords(words);
  const api = useApi();
  const token = useFragment();
  const query = useQuery({ queryKey: ["wish-by-token", token], queryFn: () => wishByToken(api, token) });
  const word = query.error && asFailure(query.error).word;
  if (word === "token_invalid" || word === "token_expired") return <Page title={t.invalidTitle} lead={t.invalid} />;
  return <QueryPage query={query}>{(wish) => <WishScreen key={token} token={token} wish={wish} />}</QueryPage>;
}
