/** What an organization owes the people it knows: requests, retention, legal holds, who looked, breaches. */
import { useSearchParams } from "wouter";
import { isUuid } from "../api/checks";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { Breach } from "./privacy/breach";
import { Disclosures, Holds, Requests } from "./privacy/lists";
import { Retention } from "./privacy/retention";
import { words } from "./privacy/words";

export default function Privacy() {
  const t = useWords(words);
  const client = useSearchParams()[0].get("client");
  return (
    <Page title={t.title} lead={t.lead}>
      {client && isUuid(client) ? <Disclosures clientId={client} /> : <><Requests /><Retention /><Holds /><Breach /></>}
    </Page>
  );
}
