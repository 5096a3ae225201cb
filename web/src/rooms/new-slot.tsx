/** Offers a time, which becomes a room when somebody takes it. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { EditForm } from "../components/edit-form/edit-form";
import { Modal } from "../components/modal/modal";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { useInTheWay } from "./failures";
import type { Place } from "./place";
import { NOTHING_PLANNED, startOf, TimeFields, usePlanCheck, type PlanProblems } from "./time-fields";
import { words } from "./words";

export function NewSlot({ place: { organizationId, zone }, isOpen, onClose }: { place: Place; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const [draft, change, forget] = useDraft(`room-slot.${organizationId}`, NOTHING_PLANNED);
  const [problems, setProblems] = useState<PlanProblems>({});
  const check = usePlanCheck(zone);
  const inTheWay = useInTheWay();
  const offer = useVerb("create_room_slot", {
    onDone: () => {
      change(NOTHING_PLANNED);
      forget();
      onClose();
      toast(t.offered);
    },
  });
  const submit = () => {
    const wrong = check(draft);
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) return;
    offer.mutate({ organization_id: organizationId, starts_at: startOf(draft, zone), duration_minutes: draft.minutes, title: draft.title.trim() || null });
  };
  const obstacle = offer.error?.word === "slot_taken" ? t.offeredAlready : inTheWay(offer.error);
  return (
    <Modal title={t.offerTitle} isOpen={isOpen} onClose={onClose}>
      <p>{t.offerText}</p>
      <EditForm submit={t.offerNow} onSubmit={submit} isPending={offer.isPending} error={obstacle ? null : offer.error} problems={problems}>
        <TimeFields planned={draft} change={(part) => change({ ...draft, ...part })} problems={problems} zone={zone} />
        {obstacle && <Notice tone="problem"><p>{obstacle}</p></Notice>}
      </EditForm>
    </Modal>
  );
}
