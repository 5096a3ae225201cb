/** What mail to get from one practice: each kind off and on again.  Opening the page changes nothing; the token stays in the fragment and in memory. */
import { useQuery } from "@tanstack/react-query";
import { asFailure } from "../api/failure";
import { preferencesByToken } from "../api/preferences";
import { useApi } from "../app/connection";
import { useFragment } from "../app/fragment";
import { Page } from "../components/page/page";
import { QueryPage } from "../components/query-view/query-page";
import { useWords } from "../i18n/speech";
import { Choice } from "./choice";
import { words } from "./words";

export default function UnsubscribePage() {
  const t = useWords(words);
  const api = useApi();
  const token = useFragment();
  const query = useQuery({ queryKey: ["preferences-by-token", token], queryFn: () => preferencesByToken(api, token) });
  if (query.error && asFailure(query.error).word === "token_invalid") return <Page title={t.invalidTitle} lead={t.invalid} />;
  return <QueryPage query={query}>{(preferences) => <Choice key={token} token={token} preferences={preferences} />}</QueryPage>;
}
