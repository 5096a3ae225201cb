/** The remaining time of a hold: always visible, with a spoken warning and a way to keep it (WCAG 2.2.1). */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useAnnounce } from "../announcer/announcer";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatClock, formatSpan } from "../../time/format";
import { Button } from "../button/button";
import { Notice } from "../notice/notice";
import { words } from "./words";
import "./hold-clock.css";

/** Seconds before the end at which the visitor is warned; the guideline asks for 20 at least. */
const WARN_AT_SECONDS = 60;

interface HoldClockProps {
  /** When the hold ends, in milliseconds since the epoch by this browser's clock. */
  deadline: number;
  /** Keeps the time longer; `null` when it cannot be kept longer. */
  onKeep: (() => void) | null;
  isKeeping: boolean;
  /** Called once, when the time has run out. */
  onOver: () => void;
}

export function HoldClock({ deadline, onKeep, isKeeping, onOver }: HoldClockProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const say = useAnnounce();
  const text = useRef<HTMLParagraphElement>(null);
  const left = useSecondsUntil(deadline);
  const late = left <= WARN_AT_SECONDS;

  const warn = useEffectEvent(() => {
    const sentence = t.warning(formatSpan(left, locale));
    say(onKeep ? `${sentence} ${t.more}` : sentence, { urgent: true });
    // The warning stays in sight while the page scrolls; it must not lie over what the visitor is filling in.
    document.activeElement?.scrollIntoView({ block: "nearest" });
  });
  useEffect(() => {
    if (late) warn();
  }, [late]);

  const over = left === 0;
  const end = useEffectEvent(onOver);
  useEffect(() => {
    if (over) end();
  }, [over]);

  const first = useRef(deadline);
  const kept = useEffectEvent(() => {
    say(t.kept(formatSpan(secondsUntil(deadline), locale)));
    text.current?.focus();
  });
  useEffect(() => {
    if (deadline !== first.current) kept();
  }, [deadline]);

  return (
    <div className={late ? "hold-clock late" : "hold-clock"}>
      <p ref={text} tabIndex={-1} className="hold-clock-text">{t.left(formatClock(left))}</p>
      <div className="hold-clock-warning">
        {late && onKeep && (
          <Notice tone="warning" isSpoken={false}>
            <p className="notice-text">{t.more}</p>
            <Button look="primary" onPress={onKeep} isPending={isKeeping}>{isKeeping ? t.keeping : t.keep}</Button>
          </Notice>
        )}
      </div>
    </div>
  );
}

function secondsUntil(deadline: number): number {
  return Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
}

/** The seconds left until *deadline*, counted down. */
function useSecondsUntil(deadline: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((deadline - now) / 1000));
}
