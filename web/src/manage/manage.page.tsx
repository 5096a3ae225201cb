/** The booking behind the link in the mail: see it, move it, cancel it.  The token stays in the fragment and in memory. */
import { useQuery } from "@tanstack/react-query";
import { asFailure } from "../api/failure";
import { bookingByToken } from "../api/links";
import { useApi } from "../app/connection";
import { useFragment } from "../app/fragment";
import { QueryPage } from "../components/query-view/query-page";
import { DeadLink } from "./dead-link";
import { Visit } from "./visit";

export default function ManagePage() {
  const token = useFragment();
  // Another link is another visit.
  return token ? <Behind key={token} token={token} /> : <DeadLink hasEnded={false} />;
}

function Behind({ token }: { token: string }) {
  const api = useApi();
  const query = useQuery({ queryKey: ["booking-by-token", token], queryFn: () => bookingByToken(api, token) });
  const word = query.error && asFailure(query.error).word;
  if (word === "token_expired") return <DeadLink hasEnded />;
  if (word === "token_invalid" || word === "not_found") return <DeadLink hasEnded={false} />;
  return <QueryPage query={query}>{(booking) => <Visit token={token} booking={booking} />}</QueryPage>;
}
