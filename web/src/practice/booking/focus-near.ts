/** Keeps the focus near what was just done, where the pressed button is about to go away. */
import { keepFocus } from "../../components/modal/kept-focus";

export function focusNear(place: HTMLElement | null): void {
  const row = place?.closest<HTMLElement>("li, section");
  const around = row?.parentElement?.closest<HTMLElement>("section");
  const near = (): HTMLElement | undefined => {
    const places: (HTMLElement | null | undefined)[] = [row?.querySelector("a"), around?.querySelector("a"), document.querySelector("h1")];
    return places.find((one) => one?.isConnected) ?? undefined;
  };
  near()?.focus({ preventScroll: true });
  keepFocus(near);
}
