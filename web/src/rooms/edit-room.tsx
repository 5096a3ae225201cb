/** Another time, title or who finds it: for the host (SC-1.6). */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useEdits } from "../app/edits";
import { EditForm } from "../components/edit-form/edit-form";
import { Check } from "../components/fields/check";
import { Modal } from "../components/modal/modal";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import type { Room } from "./api";
import { useInTheWay } from "./failures";
import { RoomLink } from "./room-link";
import { plannedOf, startOf, TimeFields, usePlanCheck, type PlanProblems } from "./time-fields";
import { words } from "./words";

export function EditRoom({ room, zone, isOpen, onClose }: { room: Room; zone: string; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const { values, changed, isChanged, set, reset } = useEdits(`room.edit.${room.room_id}`, { ...plannedOf(room, zone), isPrivate: room.is_private });
  const [problems, setProblems] = useState<PlanProblems>({});
  const [token, setToken] = useState<string | null>(null);
  const check = usePlanCheck(zone);
  const inTheWay = useInTheWay();
  const update = useVerb<{ link_token?: string | null }>("update_practice_room", {
    onDone: ({ link_token }) => {
      reset();
      onClose();
      if (link_token) setToken(link_token);
      else toast(t.saved);
    },
  });
  const submit = () => {
    if (!isChanged) return onClose();
    const moves = "date" in changed || "time" in changed;
    const { title, ...rest } = check(values);
    const wrong = { ...(title && { title }), ...(moves && rest) };
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) return;
    update.mutate({
      room_id: room.room_id, ...(moves && { starts_at: startOf(values, zone) }), ...("minutes" in changed && { duration_minutes: values.minutes }),
      ...("title" in changed && { title: values.title.trim() }), ...("isPrivate" in changed && { is_private: values.isPrivate }),
    });
  };
  const obstacle = update.error?.word === "client_busy" || update.error?.word === "slot_taken" ? (room.guest_name ? t.otherBusy : inTheWay(update.error)) : null;
  return (
    <>
      <Modal title={t.editTitle} isOpen={isOpen} onClose={onClose}>
        <p>{t.editText}</p>
        <EditForm onSubmit={submit} isPending={update.isPending} error={obstacle ? null : update.error} problems={problems} onUndo={isChanged ? reset : undefined}>
          <TimeFields planned={values} change={set} problems={problems} zone={zone} />
          {!room.guest_name && <Check label={t.private} isSelected={values.isPrivate} onChange={(isPrivate) => set({ isPrivate })} />}
          {obstacle && <Notice tone="problem"><p>{obstacle}</p></Notice>}
        </EditForm>
      </Modal>
      {token && <RoomLink token={token} onClose={() => setToken(null)} />}
    </>
  );
}
