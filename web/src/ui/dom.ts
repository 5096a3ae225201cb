/** Builds DOM elements from plain descriptions.  Text is always text, never markup. */

export type Child = Node | string | null | undefined | false;

type Attributes<K extends keyof HTMLElementTagNameMap> = {
  [name: string]: string | number | boolean | null | undefined | ((event: never) => unknown);
  onclick?: (event: HTMLElementEventMap["click"]) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
  oninput?: (this: HTMLElementTagNameMap[K], event: Event) => unknown;
};

/**
 * One element with attributes and children.
 *
 * Functions become listeners (`onclick`), `true` an empty attribute; `false`, `null` and `undefined` leave the
 * attribute, or the child, out.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes<K> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

let lastId = 0;

/** An id that no other element of this page has, for `aria-labelledby` and its kind. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
