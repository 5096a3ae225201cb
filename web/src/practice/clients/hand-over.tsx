/** A client goes to a colleague: first what that means for the appointments to come, then the deed. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Choice } from "../../components/fields/choice";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { Notice } from "../../components/notice/notice";
import { QueryView } from "../../components/query-view/query-view";
import { Tag } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatMoment } from "../../time/format";
import type { Client } from "./api";
import { usePreview, type Preview } from "./care-api";
import { words } from "./care-words";

type Way = "keep" | "move" | "cancel";

export interface Colleague {
  id: string;
  name: string;
  detail?: string;
}

interface HandOverProps {
  client: Client;
  colleagues: readonly Colleague[];
  zone: string;
  onClose: () => void;
}

export function HandOver({ client, colleagues, zone, onClose }: HandOverProps) {
  const t = useWords(words);
  const [to, setTo] = useState<string | null>(null);
  const [way, setWay] = useState<Way>("move");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const preview = usePreview(client.client_id, to);
  const bookings = preview.data?.bookings ?? [];
  const blocked = bookings.filter(({ can_move }) => !can_move).length;
  const stopped = way === "move" && blocked > 0;
  const act = useVerb("hand_over_client", {
    onDone: () => {
      onClose();
      toast(t.handedOver(client.name, colleagues.find(({ id }) => id === to)?.name ?? ""));
    },
  });
  const send = () => {
    setAsked(true);
    if (to && preview.data && !stopped) act.mutate({ client_id: client.client_id, to_practitioner_id: to, bookings: bookings.length > 0 ? way : "keep", reason: reason.trim() || null });
  };
  return (
    <ConfirmDialog
      title={t.handOverTitle(client.name)} confirm={t.confirm} isOpen onConfirm={send} onClose={onClose} isPending={act.isPending}
      error={act.error}
    >
      <Choice
        label={t.colleague} description={t.assignHelp} placeholder={t.choose} value={to} onChange={(id) => { act.reset(); setTo(id); }}
        options={colleagues.map(({ id, name, detail }) => ({ id, name: detail ? `${name} (${detail})` : name }))} error={asked && !to ? t.needColleague : null}
      />
      {to && (
        <QueryView query={preview}>
          {(found) => (found.bookings.length === 0
            ? <p>{t.none}</p>
            : (
              <>
                <Bookings found={found} zone={zone} />
                <Radios
                  label={t.whatOf} value={way} onChange={setWay}
                  options={(["move", "keep", "cancel"] as const).map((id) => ({ id, name: t.ways[id], detail: t.wayMeans(client.practitioner_name ?? "")[id] }))}
                />
                {stopped && <Notice tone="problem"><p>{t.blocked(blocked)}</p></Notice>}
              </>
            ))}
        </QueryView>
      )}
      <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} maxLength={500} autoComplete="off" />
    </ConfirmDialog>
  );
}

function Bookings({ found, zone }: { found: Preview; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (
    <ul className="hand-over">
      {found.bookings.map((booking) => (
        <li key={booking.booking_id}>
          <span>{formatMoment(booking.starts_at, locale, zone)}<span className="list-detail">{booking.service_name}</span></span>
          <Tag tone={booking.can_move ? "good" : "bad"}>{booking.can_move ? t.free : booking.offered ? t.takenThen : t.notOffered}</Tag>
        </li>
      ))}
    </ul>
  );
}
