/** How a thing stands, in a word; the colour only helps. */
import type { ReactNode } from "react";
import "./tag.css";

export type TagTone = "plain" | "good" | "waiting" | "bad" | "over";

export function Tag({ tone = "plain", children }: { tone?: TagTone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}
