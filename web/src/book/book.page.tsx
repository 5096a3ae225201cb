/** Book a time for one service of one practitioner: time, details, done. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useParams } from "wouter";
import { readOffer } from "../api/booking";
import { useApi } from "../app/connection";
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { QueryPage } from "../components/query-view/query-page";
import { useWords } from "../i18n/speech";
import { Journey } from "./journey";
import { forgotten, giveBack } from "./kept-hold";
import { words } from "./words";

export default function BookPage() {
  const api = useApi();
  const address = useParams<{ organization: string; practitioner: string; service: string }>();
  const ready = useForgottenGivenBack();
  const query = useQuery({
    queryKey: ["offer", address.organization, address.practitioner, address.service],
    queryFn: () => readOffer(api, address),
  });
  if (!ready) return <Loading />;
  return <QueryPage query={query}>{(offer) => (offer ? <Journey offer={offer} /> : <Unknown organization={address.organization} />)}</QueryPage>;
}

function Unknown({ organization }: { organization: string }) {
  const t = useWords(words);
  return (
    <Page title={t.unknownTitle} lead={t.unknown}>
      <p><ButtonLink look="primary" href={`/with/${encodeURIComponent(organization)}`}>{t.startOver}</ButtonLink></p>
    </Page>
  );
}

/** What an earlier visit of this tab left behind is given back first, so that the visitor's own hold does not stand in their way. */
function useForgottenGivenBack(): boolean {
  const api = useApi();
  const [key] = useState(forgotten);
  const [ready, setReady] = useState(key === null);
  useEffect(() => {
    if (key) void giveBack(api, key).then(() => setReady(true));
  }, [api, key]);
  return ready;
}
