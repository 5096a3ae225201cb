/** Keeps the focus on the page where what had it is about to go away. */

type Near = () => HTMLElement | null | undefined;

/** A dialog gives the focus back, and lists are asked for anew: by then all of that is over. */
const WATCHED_MS = 10_000;
const STEP_MS = 100;

const heading: Near = () => document.querySelector("h1");

/** One watch at a time: two would take the focus from each other. */
let watched: { near: Near; stop: () => void } | null = null;

/**
 * Puts the focus on *near*, by default the page's heading, when nothing has it any more.
 *
 * Whoever works by keyboard would have to begin at the top when what had the focus goes; whoever moves on by themselves is left alone.
 * A dialog that closes knows no better place than the heading, so it leaves the place of a watch that goes on already.
 */
export function keepFocus(near?: Near): void {
  const place = near ?? watched?.near ?? heading;
  watched?.stop();
  const moved = new AbortController();
  let missing = 0;
  const watch = setInterval(() => {
    missing = document.activeElement === document.body || document.activeElement === null ? missing + 1 : 0;
    // Once is nothing yet: a dialog that has just gone gives the focus back a moment later.
    if (missing > 1) place()?.focus({ preventScroll: true });
  }, STEP_MS);
  const stop = () => {
    clearInterval(watch);
    clearTimeout(end);
    moved.abort();
    watched = null;
  };
  const end = setTimeout(stop, WATCHED_MS);
  watched = { near: place, stop };
  for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, stop, { signal: moved.signal });
}
