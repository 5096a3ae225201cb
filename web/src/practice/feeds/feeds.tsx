/** The private addresses at which calendars read one's appointments. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/connect";
import { useVerb } from "../../api/verb";
import { useApi } from "../../app/connection";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { Panel } from "../../components/panel/panel";
import { QueryView } from "../../components/query-view/query-view";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../../admin/moments";
import { NewFeed } from "./new-feed";
import { words } from "./words";

interface Feed {
  feed_id: string;
  detail: boolean;
  created_at: string;
  last_read_at: string | null;
}

export function Feeds({ practitionerId }: { practitionerId: string }) {
  const t = useWords(words);
  const api = useApi();
  const { moment } = useMoments();
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Feed | null>(null);
  const feeds = useQuery({
    queryKey: ["feeds", practitionerId],
    queryFn: () => ask<Feed[]>(api.from("calendar_feeds").select("feed_id,detail,created_at,last_read_at").eq("practitioner_id", practitionerId).is("revoked_at", null).order("created_at")),
  });
  const revoke = useVerb("revoke_calendar_feed", {
    onDone: () => {
      setEnding(null);
      toast(t.revoked);
    },
  });
  return (
    <Panel title={t.title} actions={<Button onPress={() => setMaking(true)}>{t.make}</Button>}>
      <p>{t.text}</p>
      <QueryView query={feeds}>
        {(rows) => (rows.length === 0 ? <EmptyState title={t.none} text={t.makeText} /> : (
          <DataTable
            caption={t.feeds} rows={rows} rowKey={({ feed_id }) => feed_id}
            columns={[
              { id: "created", name: t.created, cell: ({ created_at }) => moment(created_at) },
              { id: "shows", name: t.shows, cell: ({ detail }) => (detail ? t.withDetail : t.withoutDetail) },
              { id: "read", name: t.read, cell: ({ last_read_at }) => (last_read_at ? moment(last_read_at) : t.never) },
              { id: "actions", name: t.actions, end: true, cell: (feed) => <Button look="danger-quiet" aria-label={t.revokeOf(moment(feed.created_at))} onPress={() => { revoke.reset(); setEnding(feed); }}>{t.revoke}</Button> },
            ]}
          />
        ))}
      </QueryView>
      <NewFeed practitionerId={practitionerId} isOpen={making} onClose={() => setMaking(false)} />
      <ConfirmDialog
        title={t.askRevoke} text={t.askRevokeText} confirm={t.revoke} danger isOpen={ending !== null} isPending={revoke.isPending} error={revoke.error}
        onConfirm={() => ending && revoke.mutate({ feed_id: ending.feed_id })} onClose={() => setEnding(null)}
      />
    </Panel>
  );
}
