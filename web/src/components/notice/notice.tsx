/** A box that says something of importance where it arose. */
import { useEffect, useRef, type ReactNode } from "react";
import "./notice.css";

export type Tone = "problem" | "warning" | "success" | "info";

interface NoticeProps {
  tone: Tone;
  /**
   * The focus is put here when it appears, because what had it is gone; it is read for that reason, and not a second time.
   * Where one notice follows another in the same place, what it is about (the error), so that the focus comes back for each.
   */
  takesFocus?: boolean | object;
  /** Whether it is read aloud when it appears: problems and warnings at once, the rest when there is a pause. */
  isSpoken?: boolean;
  children: ReactNode;
}

export function Notice({ tone, takesFocus = false, isSpoken = !takesFocus, children }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);
  const role = !isSpoken ? "group" : tone === "problem" || tone === "warning" ? "alert" : "status";
  return <div ref={box} className={`notice ${tone}`} role={role} {...(takesFocus && { tabIndex: -1 })}>{children}</div>;
}
