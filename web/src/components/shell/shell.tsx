/** The frame of every page: product name, languages, the way to one's own pages, and the navigation of an area. */
import { lazy, Suspense, useEffect, useState, type MouseEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { News } from "../../app/news";
import { PageBoundary } from "../../app/page-boundary";
import { useSession } from "../../app/session";
import { useSpeech, useWords } from "../../i18n/speech";
import { AreaNav } from "../area-nav/area-nav";
import { areaOf } from "../area-nav/area";
import { Link } from "../link/link";
import { OfflineBanner } from "../offline-banner/offline-banner";
import { Toasts } from "../toasts/toasts";
import { Unread } from "../unread/unread";
import { words } from "./words";
import "./shell.css";

// Only who has signed in can lapse; they have it before they need it, since then they may be offline.
const loadSignInAgain = () => import("../../account/sign-in-again");
const SignInAgain = lazy(async () => ({ default: (await loadSignInAgain()).SignInAgain }));

export function Shell({ children }: { children: ReactNode }) {
  const t = useWords(words);
  const { session, lapsed } = useSession();
  const [location] = useLocation();
  const [navOpen, setNavOpen] = useState(false);
  useEffect(() => {
    if (session) loadSignInAgain().catch(() => undefined);
  }, [session]);
  const area = session || lapsed ? areaOf(location) : null;

  return (
    <>
      <a className="shell-skip" href="#content" onClick={skipToContent}>{t.skip}</a>
      <header className="shell-header">
        <Link href="/" className="shell-brand" aria-label={t.home}>Bookfast</Link>
        <div className="shell-tools">
          <Languages />
          {session === null && <Link href={`/sign-in?next=${encodeURIComponent(location)}`} className="shell-account">{t.signIn}</Link>}
          {session && !area && <Link href="/my" className="shell-account">{t.mine}</Link>}
          {area && (
            <button type="button" className="shell-menu" aria-expanded={navOpen} aria-controls="area-nav" onClick={() => setNavOpen(!navOpen)}>{t.menu}<Unread /></button>
          )}
        </div>
      </header>
      <div className={area ? "shell-area" : undefined}>
        {area && <AreaNav area={area} open={navOpen} close={() => setNavOpen(false)} />}
        <main id="content" className="shell-main" tabIndex={-1}>
          <OfflineBanner />
          {children}
        </main>
      </div>
      {lapsed && <PageBoundary><Suspense><SignInAgain /></Suspense></PageBoundary>}
      <News />
      <Toasts />
    </>
  );
}

function Languages() {
  const t = useWords(words);
  const { locale, speak } = useSpeech();
  return (
    <div className="shell-languages" role="group" aria-label={t.languages}>
      {LANGUAGES.map(([code, name]) => (
        <button key={code} type="button" className="shell-language" lang={code} aria-pressed={code === locale} onClick={() => speak(code)}>{name}</button>
      ))}
    </div>
  );
}

const LANGUAGES = [["en-CA", "English"], ["fr-CA", "Français"]] as const;

/** By focus, not by fragment: the fragment may hold the client's token. */
function skipToContent(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
