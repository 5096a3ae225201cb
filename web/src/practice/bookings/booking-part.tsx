/** Bookings to come, or past ones, as a table that grows by pages. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect } from "react";
import { useMore } from "../../api/more";
import { useOrganization } from "../../app/organization";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { DataTable, type Column } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { Loading } from "../../components/query-view/loading";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useWords } from "../../i18n/speech";
import { useNow } from "../team/use-now";
import { hasBegun, type ListedBooking } from "./booking";
import { useBookingPages, type BookingFilter } from "./pages";
import { When } from "./when";
import { words } from "./words";
import "./bookings.css";

interface BookingPartProps {
  part: "upcoming" | "past";
  filter: BookingFilter;
  zone: string;
  /** What is said when there is nothing; by default what the list is for. */
  empty?: ReactNode;
  /** Columns that would say the same in each row. */
  without?: readonly ("client" | "practitioner")[];
}

export function BookingPart({ part, filter, zone, empty, without = [] }: BookingPartProps) {
  const t = useWords(words);
  const announce = useAnnounce();
  const { organization_id } = useOrganization();
  const queries = useQueryClient();
  const query = useBookingPages(part, filter);
  const rows = query.data?.pages.flat() ?? [];
  const now = useNow();
  // Once one begins, it leaves this list and heads the other.
  const begun = part === "upcoming" && rows.some((row) => hasBegun(row, now));
  useEffect(() => {
    if (begun) void queries.invalidateQueries({ queryKey: ["practice", organization_id, "bookings"] });
  }, [begun, organization_id, queries]);
  const title = part === "upcoming" ? t.upcoming : t.past;
  const columns = useColumns(zone, without);
  const { more, isPending } = useMore(query, () => announce(t.moreShown(rows.length)));

  return (
    <section className="booking-part" aria-label={title} aria-busy={query.isPlaceholderData || undefined}>
      <h2>{title}</h2>
      {query.error && <FailureNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && rows.length === 0 && (empty ?? (
        <EmptyState title={part === "upcoming" ? t.noneUpcoming : t.nonePast} text={part === "upcoming" ? t.noneUpcomingText : t.nonePastText} />
      ))}
      {rows.length > 0 && <DataTable caption={t.caption(title)} columns={columns} rows={rows} rowKey={({ booking_id }) => booking_id} />}
      {query.hasNextPage && <Button isPending={isPending} onPress={more}>{t.more}</Button>}
    </section>
  );
}

function useColumns(zone: string, without: readonly string[]): [Column<ListedBooking>, ...Column<ListedBooking>[]] {
  const t = useWords(words);
  const { path } = useOrganization();
  const href = ({ booking_id }: ListedBooking) => path(`/bookings/${booking_id}`);
  const when: Column<ListedBooking> = { id: "when", name: t.when, cell: (row) => <When booking={row} zone={zone} /> };
  const rest: Column<ListedBooking>[] = [
    { id: "service", name: t.service, cell: (row) => row.service_name },
    ...(without.includes("practitioner") ? [] : [{ id: "practitioner", name: t.practitioner, cell: (row: ListedBooking) => row.practitioner_name }]),
    { id: "status", name: t.status, cell: (row) => <StatusBadge status={row.status} /> },
  ];
  if (without.includes("client")) {
    return [{ ...when, cell: (row) => <Link href={href(row)}><When booking={row} zone={zone} /></Link> }, ...rest, { id: "reference", name: t.reference, cell: (row) => row.reference }];
  }
  return [
    { id: "client", name: t.client, cell: (row) => <Link href={href(row)}>{row.client_name}</Link> },
    when,
    ...rest,
    { id: "reference", name: t.reference, cell: (row) => <span className="reference">{row.reference}</span> },
  ];
}
