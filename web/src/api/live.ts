/** What changes while a page is open: heard over Realtime, and asked for now and then where that is out of reach. */
import type { Connection } from "./connect";

/** How often to ask while nothing is heard. */
const POLL_MS = 30_000;
/** A thousand open pages hear of one booking together; they need not all ask in the same moment. */
const SPREAD_MS = 250;

/** The days that changed, as UTC dates, or `null` when it may be any. */
export type ChangedDays = readonly string[] | null;

export interface Live {
  /**
   * Calls *changed*, one call at a time, whenever the practitioner's free times may have changed, until *signal* ends.
   *
   * Also at the beginning, for what happened before anything could be heard, and when the page comes back into view.
   */
  watchSlots(practitionerId: string, changed: (days: ChangedDays) => Promise<void>, signal: AbortSignal): void;

  /** The same for whatever is said on a private *topic*: that there is something new, not what. */
  watchTopic(topic: string, changed: () => Promise<void>, signal: AbortSignal): void;
}

const LIVE = new WeakMap<Connection, Live>();

/** The one of all pages: a page that opens waits until the one before has left its topics, as they can be joined again only then. */
export function liveOf(api: Connection): Live {
  const live = LIVE.get(api) ?? createLive(api);
  LIVE.set(api, live);
  return live;
}

function createLive(api: Connection): Live {
  /** A topic can be joined again only once it was left. */
  let left: Promise<unknown> = Promise.resolve();

  function watch(topic: string, event: string, daysOf: (payload: unknown) => ChangedDays, changed: (days: ChangedDays) => Promise<void>, signal: AbortSignal): void {
    const teller = createTeller(changed, signal);
    let heard = false;
    const poll = setInterval(() => {
      if (!heard && !document.hidden) teller.tell(null);
    }, POLL_MS);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) teller.tell(null);
    }, { signal });
    signal.addEventListener("abort", () => clearInterval(poll));

    void left.then(() => {
      if (signal.aborted) return;
      const channel = api
        .channel(topic, { config: { private: true } })
        .on("broadcast", { event }, ({ payload }) => teller.tell(daysOf(payload)));
      const leave = (): void => {
        left = Promise.allSettled([left, api.removeChannel(channel)]);
      };
      channel.subscribe((state, error) => {
        heard = state === "SUBSCRIBED";
        if (heard) teller.tell(null);
        // Asking again would not help; looking now and then does.  Whatever else goes wrong, the client tries again by itself.
        else if (error?.message.includes("Unauthorized")) leave();
      });
      signal.addEventListener("abort", leave);
    });
  }

  return {
    watchSlots: (practitionerId, changed, signal) =>
      watch(`practitioner:${practitionerId}:slots`, "slots_changed", (payload) => (payload as { days: ChangedDays }).days, changed, signal),
    watchTopic: (topic, changed, signal) => watch(topic, "*", () => null, changed, signal),
  };
}

/** Gathers what comes together into one call, and lets no call overtake another. */
function createTeller(changed: (days: ChangedDays) => Promise<void>, signal: AbortSignal): { tell(days: ChangedDays): void } {
  let waiting: ChangedDays | undefined;
  let working = false;

  async function work(): Promise<void> {
    working = true;
    while (waiting !== undefined && !signal.aborted) {
      await new Promise((done) => setTimeout(done, Math.random() * SPREAD_MS));
      const days = waiting;
      waiting = undefined;
      if (!signal.aborted) await changed(days);
    }
    working = false;
  }

  return {
    tell(days) {
      waiting = waiting === undefined ? days : waiting && days && [...waiting, ...days];
      if (!working) void work();
    },
  };
}
