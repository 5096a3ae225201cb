/** Keeps the focus near what was just done, where the pressed button is about to go away. */
export function focusNear(place: HTMLElement | null): void {
  const row = place?.closest("li, section");
  (row?.querySelector<HTMLElement>("a") ?? document.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
}
