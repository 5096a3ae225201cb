/** Where nothing is free: the way to the next time that is. */
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/speech";
import { addDays, type LocalDate } from "../../time/dates";
import { useAnnounce } from "../announcer/announcer";
import { Button } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import { firstFreeDate } from "./free-times";
import type { Picker } from "./picker";
import { words } from "./words";

/** How many days ahead to look where nobody said how far it is worth it. */
const FAR = 112;

interface NextFreeProps {
  picker: Picker;
  /** From which day on to look. */
  from: LocalDate;
  /** Whether there is nothing to look for beyond. */
  isLast: boolean;
  onFound?: () => void;
  children: ReactNode;
}

export function NextFree({ picker: { source, place, onMove, lastDate }, from, isLast, onFound, children }: NextFreeProps) {
  const t = useWords(words);
  const say = useAnnounce();
  const find = useMutation({
    mutationFn: () => firstFreeDate(source, from, lastDate ?? addDays(from, FAR), place.zone),
    onSuccess: (date) => {
      if (!date) return say(t.noneAhead);
      onMove({ ...place, from: date });
      onFound?.();
    },
  });
  if (find.data === null) return <p className="week-empty">{t.noneAhead}</p>;
  return (
    <div className="week-empty">
      <p>{children}</p>
      {find.error && <FailureNotice error={find.error} />}
      {!isLast && <Button onPress={() => find.mutate()} isPending={find.isPending}>{find.isPending ? t.finding : t.findNext}</Button>}
    </div>
  );
}
