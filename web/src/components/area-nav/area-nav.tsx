/** The pages of an area that the visitor may open, and the way to their other areas. */
import { lazy, Suspense } from "react";
import { useLocation } from "wouter";
import { useMemberships, useSession } from "../../app/session";
import { mayOpen, PAGES, type Guarded } from "../../guard/guard";
import { useWords } from "../../i18n/speech";
import { Link } from "../link/link";
import { Unread } from "../unread/unread";
import type { Area } from "./area";
import { words } from "./words";
import "./area-nav.css";

// Of no use to strangers, who load this too.
const Waiting = lazy(async () => ({ default: (await import("../../talk/waiting")).Waiting }));

// Peers and coaches practise with each other; to a doctor's patient the word would mean something else.  By their address the pages open everywhere.
const PRACTISING = new Set(["coaching", "peer"]);
const ROOMS = new Set(["my/rooms", "practice/rooms"]);

interface AreaNavProps {
  area: Area;
  /** On narrow screens it opens by a button. */
  open: boolean;
  close(): void;
}

export function AreaNav({ area, open, close }: AreaNavProps) {
  const t = useWords(words);
  const [location, navigate] = useLocation();
  const { signOut } = useSession();
  const { data: memberships = [] } = useMemberships();
  const teams = memberships.filter(({ role }) => role !== "client");
  const here = area.name === "practice" ? teams.find(({ organization_slug }) => organization_slug === area.organization) : undefined;
  const practises = (here ? [here] : memberships).some(({ profile }) => PRACTISING.has(profile));
  const pages = PAGES.filter((page) => page.nav && page.area === area.name && (area.name === "my" || (here && mayOpen(page, here))) && (practises || !ROOMS.has(page.page)));
  // What somebody is told is about all that they do, so it is within reach everywhere.
  const news = PAGES.filter(({ page }) => area.name === "practice" && page === "my/notifications");

  const item = (page: Guarded) => {
    const href = page.path.replace(":organization", here?.organization_slug ?? "");
    return (
      <li key={page.page}>
        <Link href={href} className="area-nav-link" aria-current={location === href ? "page" : undefined} onClick={close}>
          {t.pages[page.page] ?? page.page}{page.page === "my/notifications" && <Unread />}
          {page.page === "my/messages" && <Suspense><Waiting role="client" organizationId={null} /></Suspense>}
          {page.page === "practice/conversations" && here && <Suspense><Waiting role="practitioner" organizationId={here.organization_id} /></Suspense>}
        </Link>
      </li>
    );
  };
  const others = [
    ...teams.filter((team) => team !== here).map((team) => ({ href: `/at/${team.organization_slug}`, name: team.organization_name })),
    ...(area.name === "my" ? [] : [{ href: "/my", name: t.my }]),
  ];

  return (
    <nav id="area-nav" className="area-nav" data-open={open} aria-label={here?.organization_name ?? t.my}>
      <p className="area-nav-name">{here?.organization_name ?? t.my}</p>
      <ul role="list">{[...pages.filter(({ nav }) => nav === "main"), ...news].map(item)}</ul>
      {pages.some(({ nav }) => nav === "admin") && (
        <>
          <p className="area-nav-part">{t.admin}</p>
          <ul role="list">{pages.filter(({ nav }) => nav === "admin").map(item)}</ul>
        </>
      )}
      {others.length > 0 && (
        <>
          <p className="area-nav-part">{t.others}</p>
          <ul role="list">
            {others.map(({ href, name }) => <li key={href}><Link href={href} className="area-nav-link" onClick={close}>{name}</Link></li>)}
          </ul>
        </>
      )}
      <button type="button" className="area-nav-link area-nav-out" onClick={() => void signOut().then(() => navigate("/"))}>{t.signOut}</button>
    </nav>
  );
}
