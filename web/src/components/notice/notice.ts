/** A message in the page about what just happened, with what can be done about it. */
import { h, type Child } from "../../ui/dom";
import "./notice.css";

export type NoticeKind = "problem" | "warning" | "success" | "info";

/** Focusable, so that the focus can be put here when what had it is gone. */
export function createNotice(kind: NoticeKind, text: string, ...more: Child[]): HTMLElement {
  return h("div", { class: `notice ${kind}`, tabindex: "-1", role: "group" },
    h("p", { class: "notice-text" }, text),
    ...more,
  );
}
