/** One round: who practised, the case, what was said and what the other thought of it. */
import { Panel } from "../components/panel/panel";
import { Tag } from "../components/tag/tag";
import { useWords } from "../i18n/speech";
import type { Room, Round } from "./api";
import { FinishRound, Late } from "./finish-round";
import { words } from "./room-words";

const TONES = { waiting: "waiting", running: "good", finished: "over" } as const;

export function RoundPanel({ room, round }: { room: Room; round: Round }) {
  const t = useWords(words);
  const candidate = round.candidate === "host" ? room.host_name : round.candidate === "guest" ? room.guest_name : null;
  return (
    <Panel title={t.round(round.number)} actions={<Tag tone={TONES[round.status]}>{t.states[round.status]}</Tag>}>
      <div className="round">
        {candidate && <p>{t.candidateIs(candidate)}</p>}
        {round.case_brief && <Told title={t.brief} text={round.case_brief} />}
        {round.status === "running" && <FinishRound round={round} />}
        {round.status === "finished" && (["transcript", "assessment"] as const).map((part) => {
          const text = round[part];
          return (
            <div key={part} className="round">
              {text && <Told title={t[part]} text={text} />}
              <Late round={round} part={part} />
            </div>
          );
        })}
      </div>
    </Panel>
  );
}

function Told({ title, text }: { title: string; text: string }) {
  return <div className="room-text"><h3>{title}</h3><p dir="auto">{text}</p></div>;
}
