/** Says what changed to people who do not see it change: one polite and one urgent live region per page. */
import { h } from "./dom";

export interface Announcer {
  readonly elements: readonly HTMLElement[];
  /** Reads *message* aloud; `urgent` interrupts what is being read. */
  say(message: string, options?: { urgent?: boolean }): void;
}

export function createAnnouncer(): Announcer {
  const polite = h("p", { class: "visually-hidden", role: "status" });
  const urgent = h("p", { class: "visually-hidden", role: "alert" });
  return {
    elements: [polite, urgent],
    say(message, options = {}) {
      const region = options.urgent ? urgent : polite;
      // The same words said twice must still count as a change.
      region.textContent = region.textContent === message ? `${message}\u00a0` : message;
    },
  };
}
