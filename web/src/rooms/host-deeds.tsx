/** What host and guest may do with a room as a whole. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { useNow } from "../practice/team/use-now";
import type { Room } from "./api";
import { EditRoom } from "./edit-room";
import type { Place } from "./place";
import { RoomLink } from "./room-link";
import { words as roomWords } from "./room-words";
import { words } from "./words";

export function Deeds({ room, place, hasEnded }: { room: Room; place: Pick<Place, "path" | "zone">; hasEnded: boolean }) {
  const t = useWords(words);
  const [editing, setEditing] = useState(false);
  const isHost = room.my_role === "host";
  const now = useNow();
  // What was practised is the host's to delete.
  if (!isHost && Date.parse(room.starts_at) <= now) return null;
  return (
    <div className="actions">
      {isHost && !hasEnded && <Button onPress={() => setEditing(true)}>{t.edit}</Button>}
      {isHost && !hasEnded && room.is_private && room.status === "open" && <NewLink roomId={room.room_id} />}
      <Remove room={room} path={place.path} />
      {isHost && <EditRoom room={room} zone={place.zone} isOpen={editing} onClose={() => setEditing(false)} />}
    </div>
  );
}

function NewLink({ roomId }: { roomId: string }) {
  const t = useWords(words);
  const api = useApi();
  const renew = useMutation({ mutationFn: () => ask<{ link_token: string }>(api.rpc("renew_practice_link", { room_id: roomId })) });
  return (
    <>
      <Button onPress={() => renew.mutate()} isPending={renew.isPending}>{t.newLink}</Button>
      {renew.error && <FailureNotice error={renew.error} />}
      {renew.data && <RoomLink token={renew.data.link_token} onClose={() => renew.reset()} />}
    </>
  );
}

function Remove({ room, path }: { room: Room; path: string }) {
  const t = useWords(roomWords);
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const isHost = room.my_role === "host";
  const remove = useVerb("delete_practice_room", {
    onDone: () => {
      toast(t.removed);
      navigate(`${path}?show=mine`, { replace: true });
    },
  });
  return (
    <>
      <Button look="danger-quiet" onPress={() => { remove.reset(); setAsking(true); }}>{isHost ? t.remove : t.cancel}</Button>
      <ConfirmDialog
        title={isHost ? t.removeTitle : t.cancelTitle} text={!isHost ? t.cancelText : room.guest_name ? t.removeTold : t.removeText} confirm={isHost ? t.remove : t.cancel} danger
        isOpen={asking} isPending={remove.isPending} error={remove.error} onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ room_id: room.room_id, reason: reason.trim() || null })}
      >
        {room.guest_name && <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} multiline maxLength={2000} />}
      </ConfirmDialog>
    </>
  );
}
