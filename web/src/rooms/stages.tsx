/** Where in its stages a room is; both parties move it on (SC-1.7). */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useAnnounce } from "../components/announcer/announcer";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Panel } from "../components/panel/panel";
import { useWords } from "../i18n/speech";
import type { Room } from "./api";
import { words } from "./room-words";

export function Stages({ room, hasEnded }: { room: Room; hasEnded: boolean }) {
  const t = useWords(words);
  const announce = useAnnounce();
  const [ending, setEnding] = useState(false);
  const move = useVerb<Room>("update_practice_room", { onDone: ({ stage }) => { setEnding(false); announce(t.moved(nameOf(stage))); } });
  const nameOf = (stage: string) => t.stages[stage] ?? stage.replaceAll("_", " ");
  const moves = room.status === "booked" && !hasEnded;
  const last = room.stages.at(-1);
  const go = (stage: string) => {
    if (stage === room.stage || move.isPending) return;
    move.reset();
    if (stage === last) setEnding(true);
    else move.mutate({ room_id: room.room_id, stage });
  };
  // What was chosen shows at once; what the server refuses goes back by itself.
  const shown = move.isPending && !ending ? String(move.variables.stage) : room.stage;
  return (
    <Panel title={t.stage}>
      {moves ? (
        <div className="room-stages" role="group" aria-label={t.stage}>
          {room.stages.map((stage) => <button key={stage} type="button" className="room-stage" aria-pressed={stage === shown} onClick={() => go(stage)}>{nameOf(stage)}</button>)}
        </div>
      ) : (
        <ol role="list" className="room-stages">
          {room.stages.map((stage) => <li key={stage} className="room-stage" {...(stage === room.stage && { "aria-current": "step" as const })}>{nameOf(stage)}</li>)}
        </ol>
      )}
      <p className="field-help">{hasEnded ? t.stageEnded : moves ? t.stageHelp : t.stageWaits}</p>
      {move.error && !ending && <FailureNotice error={move.error} />}
      <ConfirmDialog
        title={t.endTitle} text={t.endText} confirm={t.end} isOpen={ending} isPending={move.isPending} error={move.error}
        onConfirm={() => move.mutate({ room_id: room.room_id, stage: last })} onClose={() => { move.reset(); setEnding(false); }}
      />
    </Panel>
  );
}
