/** Keeps the focus near what was just done, where the pressed button is about to go away. */

/** A dialog gives the focus back, and lists are asked for anew: by then all of that is over. */
const WATCHED_MS = 10_000;
const STEP_MS = 100;

export function focusNear(place: HTMLElement | null): void {
  const row = place?.closest<HTMLElement>("li, section");
  const around = row?.parentElement?.closest<HTMLElement>("section");
  const near = (): HTMLElement | undefined => {
    const places: (HTMLElement | null | undefined)[] = [row?.querySelector("a"), around?.querySelector("a"), document.querySelector("h1")];
    return places.find((one) => one?.isConnected) ?? undefined;
  };
  near()?.focus({ preventScroll: true });

  // Whoever works by keyboard would have to begin at the top when what had the focus goes; whoever moves on by themselves is left alone.
  const moved = new AbortController();
  const watch = setInterval(() => {
    if (document.activeElement === document.body || document.activeElement === null) near()?.focus({ preventScroll: true });
  }, STEP_MS);
  const stop = () => {
    clearInterval(watch);
    moved.abort();
  };
  setTimeout(stop, WATCHED_MS);
  for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, stop, { signal: moved.signal });
}
