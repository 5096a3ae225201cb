/** For who is signed in: whether the booking is among theirs, and the way to have it there. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { Button, ButtonLink } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Panel } from "../components/panel/panel";
import { useWords } from "../i18n/speech";
import { words } from "./words";

interface InAccountProps {
  token: string;
  reference: string;
  user: { id: string; email: string };
}

export function InAccount({ token, reference, user }: InAccountProps) {
  const t = useWords(words);
  const api = useApi();
  const { data: found } = useQuery({
    queryKey: ["own-booking", user.id, reference],
    queryFn: async () => {
      const [clients, bookings] = await Promise.all([
        ask<{ client_id: string }[]>(api.from("clients").select("client_id").eq("user_id", user.id)),
        ask<{ booking_id: string; client_id: string }[]>(api.from("bookings").select("booking_id,client_id").eq("reference", reference)),
      ]);
      return { own: bookings.find((booking) => clients.some(({ client_id }) => client_id === booking.client_id)) };
    },
  });
  const claim = useVerb("claim_booking");
  if (!found) return null;
  return (
    <Panel title={t.mine}>
      {found.own
        ? (
          <>
            <p>{t.added}</p>
            <p><ButtonLink href={`/my/bookings/${found.own.booking_id}`}>{t.see}</ButtonLink></p>
          </>
        )
        : (
          <>
            <p>{t.addExplain(user.email)}</p>
            {claim.error && <FailureNotice error={claim.error} />}
            <p><Button onPress={() => claim.mutate({ token })} isPending={claim.isPending}>{claim.isPending ? t.adding : t.add}</Button></p>
          </>
        )}
    </Panel>
  );
}
