/** A list of large links to choose one from. */
import { h, uniqueId } from "../../ui/dom";
import "./choice-list.css";

export interface Choice {
  /** Where choosing leads; `null` when it cannot be chosen, with the reason in *notes*. */
  href: string | null;
  name: string;
  text?: string | null;
  notes: readonly string[];
}

export function createChoiceList(choices: readonly Choice[]): HTMLElement {
  return h("ul", { class: "choices", role: "list" }, ...choices.map((choice) => {
    const id = uniqueId("choice");
    const name = choice.href
      ? h("a", { href: choice.href, "aria-describedby": id }, choice.name)
      : h("span", {}, choice.name);
    return h("li", { class: choice.href ? "choice" : "choice closed" },
      h("h2", { class: "choice-name" }, name),
      h("div", { id },
        choice.text && h("p", { class: "choice-text" }, choice.text),
        choice.notes.length > 0 && h("p", { class: "choice-notes" }, ...choice.notes.map((note) => h("span", {}, note))),
      ),
    );
  }));
}
