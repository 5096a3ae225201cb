/** How a webhook stands. */
import { Tag } from "../../components/tag/tag";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import type { Endpoint } from "./endpoints";
import { words } from "./words";

export function EndpointState({ endpoint: { status, disabled_because, failing_since } }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const { moment } = useMoments();
  if (status === "disabled") return <div><Tag tone="over">{t.disabled}</Tag> <span className="field-help">{disabled_because && t.because[disabled_because]}</span></div>;
  if (failing_since) return <div><Tag tone="bad">{t.failing}</Tag> <span className="field-help">{t.failingSince(moment(failing_since))}</span></div>;
  return <Tag tone="good">{t.active}</Tag>;
}
