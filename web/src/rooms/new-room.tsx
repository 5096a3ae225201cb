/** Opens a room; of a private one the link is shown, once. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { Check } from "../components/fields/check";
import { EditForm } from "../components/edit-form/edit-form";
import { Modal } from "../components/modal/modal";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import type { Room } from "./api";
import { useInTheWay } from "./failures";
import { RoomLink } from "./room-link";
import { NOTHING_PLANNED, startOf, TimeFields, usePlanCheck, type PlanProblems } from "./time-fields";
import type { Place } from "./place";
import { words } from "./words";

export function NewRoom({ place: { organizationId, zone }, isOpen, onClose }: { place: Place; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const [draft, change, forget] = useDraft(`room.${organizationId}`, { ...NOTHING_PLANNED, isPrivate: false });
  const [problems, setProblems] = useState<PlanProblems>({});
  const [token, setToken] = useState<string | null>(null);
  const [lost, setLost] = useState(false);
  const check = usePlanCheck(zone);
  const inTheWay = useInTheWay();
  const create = useVerb<Room & { link_token?: string | null }>("create_practice_room", {
    onDone: ({ is_private, link_token }) => {
      change({ ...NOTHING_PLANNED, isPrivate: false });
      forget();
      onClose();
      if (link_token) setToken(link_token);
      // Asked again after an answer that never came, the server does not say it twice.
      else if (is_private) setLost(true);
      else toast(t.created);
    },
  });
  const submit = () => {
    const wrong = check(draft);
    setLost(false);
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) return;
    create.mutate({
      organization_id: organizationId, starts_at: startOf(draft, zone), duration_minutes: draft.minutes, is_private: draft.isPrivate, title: draft.title.trim() || null,
    });
  };
  const obstacle = inTheWay(create.error);
  return (
    <>
      <Modal title={t.createTitle} isOpen={isOpen} onClose={onClose}>
        <p>{t.createText}</p>
        <EditForm submit={t.createNow} onSubmit={submit} isPending={create.isPending} error={obstacle ? null : create.error} problems={problems}>
          <TimeFields planned={draft} change={(part) => change({ ...draft, ...part })} problems={problems} zone={zone} />
          <Check label={t.private} isSelected={draft.isPrivate} onChange={(isPrivate) => change({ ...draft, isPrivate })} />
          {obstacle && <Notice tone="problem"><p>{obstacle}</p></Notice>}
        </EditForm>
      </Modal>
      {lost && <Notice tone="warning"><p>{t.lost}</p></Notice>}
      {token && <RoomLink token={token} onClose={() => setToken(null)} />}
    </>
  );
}
