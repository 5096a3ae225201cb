/** What is asked about first before a webhook is changed for good. */
import { useVerb, type Verb } from "../../api/verb";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

export type Question = "rotate" | "disable" | "remove";

const VERBS: Record<Question, Verb> = { rotate: "rotate_webhook_secret", disable: "disable_webhook_endpoint", remove: "delete_webhook_endpoint" };

interface QuestionsProps {
  question: Question;
  endpointId: string;
  onClose: () => void;
  onSecret: (secret: string) => void;
  onRemoved: () => void;
}

export function Questions({ question, endpointId, onClose, onSecret, onRemoved }: QuestionsProps) {
  const t = useWords(words);
  const texts = {
    rotate: { title: t.askRotate, text: t.askRotateText, confirm: t.rotate },
    disable: { title: t.askDisable, text: t.askDisableText, confirm: t.disable },
    remove: { title: t.askRemove, text: t.askRemoveText, confirm: t.remove },
  }[question];
  const act = useVerb<{ secret?: string | null }>(VERBS[question], {
    onDone: ({ secret }) => {
      onClose();
      if (question === "rotate" && secret) onSecret(secret);
      if (question === "disable") toast(t.disabledNow);
      if (question === "remove") {
        onRemoved();
        toast(t.removed);
      }
    },
  });
  return <ConfirmDialog {...texts} isOpen danger={question !== "rotate"} isPending={act.isPending} error={act.error} onConfirm={() => act.mutate({ endpoint_id: endpointId })} onClose={onClose} />;
}
