/** What somebody was told, newest first; it grows by itself, and what was seen is marked read. */
import { useEffect, useRef, useState } from "react";
import { useVerb } from "../api/verb";
import { useAnnounce } from "../components/announcer/announcer";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatZone } from "../time/format";
import { useNotifications, useUnread } from "./news/news";
import { NewsItem } from "./news/news-item";
import { words } from "./news/words";
import { words as mine } from "./words";
import "./my.css";

const STEP = 20;

export default function NotificationsPage() {
  const t = useWords(words);
  const { zone } = useWords(mine);
  const { locale } = useSpeech();
  const announce = useAnnounce();
  const [limit, setLimit] = useState(STEP);
  const notifications = useNotifications(limit);
  const unread = useUnread();
  const mark = useVerb("mark_notifications_read");
  const newest = notifications.data?.[0]?.created_at;

  const heard = useRef(unread);
  useEffect(() => {
    if (unread > heard.current) announce(t.came(unread - heard.current));
    heard.current = unread;
  }, [announce, t, unread]);

  return (
    <Page
      title={t.title} lead={t.lead}
      actions={unread > 0 && newest && (
        <Button onPress={() => mark.mutate({ up_to: newest })} isPending={mark.isPending && "up_to" in mark.variables}>{t.markAll}</Button>
      )}
    >
      <p className="policy">{zone(formatZone(visitorTimeZone(), locale))}</p>
      {mark.error && <FailureNotice error={mark.error} />}
      <QueryView query={notifications}>
        {(all) => all.length === 0 ? <EmptyState title={t.none} text={t.noneText} /> : (
          <>
            <ul role="list" className="my-news">
              {all.slice(0, limit).map((one) => (
                <NewsItem
                  key={one.notification_id} notification={one} onRead={() => mark.mutate({ notification_ids: [one.notification_id] })}
                  isMarking={mark.isPending && JSON.stringify(mark.variables).includes(one.notification_id)}
                />
              ))}
            </ul>
            {all.length > limit && <p><Button onPress={() => setLimit(limit + STEP)} isPending={notifications.isPlaceholderData}>{t.more}</Button></p>}
          </>
        )}
      </QueryView>
    </Page>
  );
}
