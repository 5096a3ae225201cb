/** Leads on whoever has just signed in, or was signed in already. */
import { useEffect } from "react";
import { Redirect } from "wouter";
import { useMemberships } from "../app/session";
import { QueryView } from "../components/query-view/query-view";
import { useLinkedBookings } from "./link-bookings";
import { homeOf, rememberNext } from "./next";

export function Arrive({ next }: { next: string | null }) {
  const memberships = useMemberships();
  useLinkedBookings();
  if (next) return <Onward to={next} />;
  return <QueryView query={memberships}>{(all) => <Onward to={homeOf(all)} />}</QueryView>;
}

function Onward({ to }: { to: string }) {
  useEffect(() => rememberNext(null), []);
  return <Redirect to={to} replace />;
}
