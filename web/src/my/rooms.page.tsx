/** Practice rooms of where somebody belongs, on their own clock (SC-1.6). */
import { useSearchParams } from "wouter";
import { useMemberships, type Membership } from "../app/session";
import { ButtonLink } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Choice } from "../components/fields/choice";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { Rooms } from "../rooms/rooms";
import { words as roomWords } from "../rooms/words";
import { visitorTimeZone } from "../time/dates";
import { words } from "./rooms-words";

export default function MyRoomsPage() {
  const memberships = useMemberships();
  return <QueryView query={memberships}>{(all) => <Somewhere places={places(all)} />}</QueryView>;
}

/** Each organization once, where one is a client before where one works. */
function places(memberships: readonly Membership[]): Membership[] {
  // Support looks in, and belongs nowhere by it.
  const sorted = memberships.filter(({ role }) => role !== "super_admin").sort((one, other) => Number(one.role !== "client") - Number(other.role !== "client"));
  return sorted.filter(({ organization_id }, index) => sorted.findIndex((each) => each.organization_id === organization_id) === index);
}

function Somewhere({ places }: { places: Membership[] }) {
  const t = useWords(words);
  const { title, organization } = useWords(roomWords);
  const [params, setParams] = useSearchParams();
  const here = places.find(({ organization_slug }) => organization_slug === params.get("at")) ?? places[0];
  if (!here) return <Page title={title}><EmptyState title={t.nowhere} text={t.nowhereText} action={<ButtonLink href="/" look="primary">{t.find}</ButtonLink>} /></Page>;
  const go = (at: string) => setParams((before) => {
    before.set("at", at);
    return before;
  });
  return (
    <Rooms
      key={here.organization_id} place={{ organizationId: here.organization_id, path: "/my/rooms", zone: visitorTimeZone() }}
      choice={places.length > 1 && (
        <Choice label={organization} value={here.organization_slug} onChange={go} options={places.map((each) => ({ id: each.organization_slug, name: each.organization_name }))} />
      )}
    />
  );
}
