/** Bookings that somebody moved or deleted in the own calendar, and that wait for a decision: follow, or put back. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { ask } from "../../api/connect";
import { useVerb } from "../../api/verb";
import { timeIsGone } from "../../api/failure";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { stopped } from "../../i18n/words";
import { formatMoment } from "../../time/format";
import { focusNear } from "../booking/focus-near";
import { When } from "../bookings/when";
import { words } from "./changes-words";
import "../day/day.css";

interface Change {
  change_id: string;
  practitioner_id: string;
  booking_id: string;
  client_name: string;
  service_name: string;
  kind: "move" | "cancel";
  from_starts_at: string;
  to_starts_at: string | null;
  to_ends_at: string | null;
}

const COLUMNS = "change_id,practitioner_id,booking_id,client_name,service_name,kind,from_starts_at,to_starts_at,to_ends_at";

/** Of one practitioner, or with null of all whose bookings the member manages. */
export function CalendarChanges({ practitionerId, zone }: { practitionerId: string | null; zone: string }) {
  const t = useWords(words);
  const api = useApi();
  const { organization_id } = useOrganization();
  const changes = useQuery({
    queryKey: ["practice", organization_id, "calendar changes", practitionerId],
    // They come from outside, by way of a worker.
    refetchInterval: 30_000,
    queryFn: () => {
      const asked = api.from("calendar_changes").select(COLUMNS).eq("organization_id", organization_id).eq("status", "asked").order("noticed_at");
      return ask<Change[]>(practitionerId ? asked.eq("practitioner_id", practitionerId) : asked);
    },
  });
  if (changes.error && !changes.data) return <FailureNotice error={changes.error} retry={() => void changes.refetch()} />;
  if (!changes.data?.length) return null;
  return (
    <Panel title={practitionerId ? t.title : t.titleAll}>
      <ul role="list" className="request-list">
        {changes.data.map((change) => <Asked key={change.change_id} change={change} zone={zone} />)}
      </ul>
    </Panel>
  );
}

function Asked({ change, zone }: { change: Change; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path, may } = useOrganization();
  const place = useRef<HTMLDivElement>(null);
  const decide = useVerb<{ status: string }>("decide_calendar_change", {
    onDone: ({ status }) => {
      // It leaves its list: what became of it is said where it stays in sight.
      toast(status === "applied" ? t.applied(change.client_name) : t.wasPutBack(change.client_name));
      focusNear(place.current);
    },
  });
  const { change_id } = change;
  const apply = change.kind === "move" ? t.apply : t.applyCancel;
  const isDeciding = (decision: string) => decide.isPending && decide.variables?.decision === decision;
  return (
    <li className="request">
      <div>
        <p className="day-client"><Link href={path(`/bookings/${change.booking_id}`)}>{change.client_name}</Link></p>
        <p className="day-service">{change.service_name}</p>
        <p>{change.kind === "move" ? t.moved : t.cancelled}</p>
        {change.to_starts_at && change.to_ends_at && <When booking={{ starts_at: change.to_starts_at, ends_at: change.to_ends_at }} zone={zone} />}
        <p className="aside">{stopped(t.was(formatMoment(change.from_starts_at, locale, zone)))}</p>
      </div>
      {may("sessions:write") && (
        <div ref={place} className="deeds">
          <div className="actions">
            <Button look={change.kind === "move" ? "primary" : "danger"} aria-label={t.forWhom(apply, change.client_name)} isPending={isDeciding("apply")} onPress={() => decide.mutate({ change_id, decision: "apply" })}>{apply}</Button>
            <Button aria-label={t.forWhom(t.putBack, change.client_name)} isPending={isDeciding("put_back")} onPress={() => decide.mutate({ change_id, decision: "put_back" })}>{t.putBack}</Button>
          </div>
          {decide.error && <FailureNotice error={decide.error}>{timeIsGone(decide.error) && <p>{t.notPossible}</p>}</FailureNotice>}
        </div>
      )}
    </li>
  );
}
