/** What happened to the wanted time, and what is free near it; without an answer, the same time once more. */
import type { Slot } from "../api/contract";
import { Alternatives } from "../components/alternatives/alternatives";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import type { Refusal } from "./reservation";

interface RefusalNoticeProps {
  refusal: Refusal;
  zone: string;
  onChoose: (slot: Slot) => void;
}

export function RefusalNotice({ refusal: { failure, slot }, zone, onChoose }: RefusalNoticeProps) {
  const length = Date.parse(slot.ends_at) - Date.parse(slot.starts_at);
  const asSlot = (startsAt: string): Slot => ({ starts_at: startsAt, ends_at: new Date(Date.parse(startsAt) + length).toISOString(), seats_left: 1 });
  const unanswered = failure.word === "offline" || failure.word === "unexpected";
  return (
    <FailureNotice error={failure} takesFocus {...(unanswered && { retry: () => onChoose(slot) })}>
      <Alternatives instants={failure.alternatives} zone={zone} onChoose={(startsAt) => onChoose(asSlot(startsAt))} />
    </FailureNotice>
  );
}
