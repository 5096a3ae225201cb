/** How visits are counted, and the switch that ends it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Toggle } from "../../components/fields/check";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

export function Counting({ counted }: { counted: boolean }) {
  const t = useWords(words);
  const api = useApi();
  const queries = useQueryClient();
  const { organization_id, may } = useOrganization();
  const change = useMutation({
    mutationFn: (count_visits: boolean) => ask(api.from("organization_settings").update({ count_visits }).eq("organization_id", organization_id).select("organization_id").single()),
    onSuccess: async (_row, count_visits) => {
      await queries.invalidateQueries();
      toast(count_visits ? t.countedNow : t.uncountedNow);
    },
  });
  return (
    <Panel title={t.visits}>
      <p>{t.visitsText}</p>
      <p>{t.smallText}</p>
      {may("settings:write") && <Toggle label={t.count} isSelected={change.isPending ? change.variables : counted} onChange={(on) => change.mutate(on)} isDisabled={change.isPending} />}
      {change.error && <FailureNotice error={change.error} />}
    </Panel>
  );
}
