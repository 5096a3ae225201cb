/** Says what changed to people who do not see it change: one polite and one urgent live region for the whole app. */
import { createContext, useCallback, useContext, useRef, type ReactNode } from "react";

type Say = (message: string, options?: { urgent?: boolean }) => void;

const AnnouncerContext = createContext<Say | null>(null);

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const polite = useRef<HTMLParagraphElement>(null);
  const urgent = useRef<HTMLParagraphElement>(null);
  const say = useCallback<Say>((message, options = {}) => {
    const region = (options.urgent ? urgent : polite).current;
    // The same words said twice must still count as a change.
    if (region) region.textContent = region.textContent === message ? `${message}\u00a0` : message;
  }, []);
  return (
    <AnnouncerContext value={say}>
      {children}
      {/* A dialog hides what is beside it from screen readers, but not these. */}
      <p ref={polite} className="visually-hidden" role="status" data-live-announcer="true" />
      <p ref={urgent} className="visually-hidden" role="alert" data-live-announcer="true" />
    </AnnouncerContext>
  );
}

/** Reads a message aloud; `urgent` interrupts what is being read. */
export function useAnnounce(): Say {
  const say = useContext(AnnouncerContext);
  if (!say) throw new Error("useAnnounce needs an AnnouncerProvider above it.");
  return say;
}
