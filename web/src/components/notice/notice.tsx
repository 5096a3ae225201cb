/** A box that says something of importance where it arose. */
import type { ReactNode } from "react";
import "./notice.css";

export type Tone = "problem" | "warning" | "success" | "info";

/** Problems and warnings are read aloud at once, the rest when there is a pause. */
export function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
  const urgent = tone === "problem" || tone === "warning";
  return <div className={`notice ${tone}`} role={urgent ? "alert" : "status"}>{children}</div>;
}
