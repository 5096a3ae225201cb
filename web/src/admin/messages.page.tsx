/** Messages that were sent, failed or left out, and addresses that mail does not reach (DR-5.2, SC-4.2). */
import { useSearchParams } from "wouter";
import { Choice } from "../components/fields/choice";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { Tabs } from "../components/tabs/tabs";
import { useWords } from "../i18n/speech";
import { Addresses } from "./messages/addresses";
import { Figures } from "./messages/figures";
import { MessageList } from "./messages/list";
import { useFigures, useMessages } from "./messages/outbox";
import { words, type MessageStatus } from "./messages/words";
import { useMoments } from "./moments";
import "./messages/messages.css";

const FILTERS: readonly (MessageStatus | "all")[] = ["failed", "queued", "delivered", "dropped", "all"];

export default function Messages() {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const part = params.get("part") === "addresses" ? "addresses" : "messages";
  return (
    <Page title={t.title} lead={t.lead}>
      <Tabs
        label={t.parts} selected={part} onSelect={(id) => setParams(id === "addresses" ? { part: id } : {})}
        tabs={[{ id: "messages", name: t.messages, content: <Outbox /> }, { id: "addresses", name: t.addresses, content: <Addresses /> }]}
      />
    </Page>
  );
}

function Outbox() {
  const t = useWords(words);
  const { zone } = useMoments();
  const [params, setParams] = useSearchParams();
  const status = FILTERS.find((filter) => filter === params.get("status")) ?? "failed";
  const messages = useMessages(status);
  const figures = useFigures();
  return (
    <>
      {figures.data && <Figures figures={figures.data} />}
      <div className="message-filter">
        <Choice label={t.show} value={status} onChange={(id) => setParams({ status: id })} options={FILTERS.map((id) => ({ id, name: t.filters[id] }))} />
      </div>
      {messages.error && <FailureNotice error={messages.error} retry={() => void messages.refetch()} />}
      {messages.data ? <MessageList status={status} query={messages} /> : !messages.error && <Loading />}
      <p className="field-help">{t.zone(zone)}</p>
    </>
  );
}
