/** Dragging a booking to another time: where it can go is known and shown before it is dropped. */
import type { EventApi } from "@fullcalendar/react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Slot } from "../../api/contract";
import { asFailure } from "../../api/failure";
import { useApi } from "../../app/connection";
import { useAnnounce } from "../../components/announcer/announcer";
import { useFailureSentence } from "../../i18n/failures";
import { useWords } from "../../i18n/speech";
import { addDays, today, type LocalDate } from "../../time/dates";
import { freeTimesQuery, type Move } from "../booking/move";
import { words } from "./words";

/** So near to a free time, it is meant. */
const NEAR_MS = 10 * 60_000;
const NOWHERE: readonly Slot[] = [];

interface Dragging {
  from: LocalDate;
  until: LocalDate;
  zone: string;
  move: (move: Move) => void;
}

export function useDragging({ from, until, zone, move }: Dragging) {
  const t = useWords(words);
  const api = useApi();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const sentence = useFailureSentence();
  const [free, setFree] = useState(NOWHERE);
  const [hint, setHint] = useState("");
  const dragged = useRef<{ id: string; free: readonly Slot[]; looked: boolean; allowed: boolean; over: boolean } | null>(null);

  const [first, last] = [[from, today(zone)].toSorted()[1]!, addDays(until, -1)];
  const look = (id: string): Promise<Slot[]> => (last < first ? Promise.resolve([]) : queries.fetchQuery(freeTimesQuery(api, id, first, last, zone)));
  const tell = (text: string) => {
    setHint(text);
    announce(text);
  };

  return {
    free,
    hint,
    /** The pointer is over a booking: its free times may soon be wanted. */
    near: ({ event }: { event: EventApi }) => {
      if (event.startEditable && (!dragged.current || dragged.current.over)) look(event.id).catch(() => NOWHERE);
    },
    start: ({ event }: { event: EventApi }) => {
      const drag = { id: event.id, free: NOWHERE, looked: false, allowed: true, over: false };
      dragged.current = drag;
      setHint(t.looking);
      look(event.id).then(
        (slots) => {
          if (dragged.current !== drag || drag.over) return;
          drag.free = slots;
          drag.looked = true;
          drag.allowed = true; // Until it is moved on: then it is asked again, and told.
          setFree(slots);
          tell(t.freeTimes(slots.length));
        },
        (error: unknown) => dragged.current === drag && !drag.over && tell(sentence(asFailure(error))),
      );
    },
    /** Only onto a free time, or back to where it was. */
    allows: ({ start }: { start: Date }, event: EventApi | null) => {
      const drag = dragged.current;
      if (!drag || !event) return false;
      const allowed = Date.parse(event.extendedProps["booking"].starts_at) === start.getTime() || nearest(drag.free, start) !== null;
      if (allowed !== drag.allowed) setHint(allowed ? t.freeTimes(drag.free.length) : drag.looked ? t.notHere : t.looking);
      drag.allowed = allowed;
      return allowed;
    },
    stop: () => {
      if (dragged.current && !dragged.current.allowed) announce(t.notHere);
      // It may yet be dropped, which comes next.
      if (dragged.current) dragged.current.over = true;
      setFree(NOWHERE);
      setHint("");
    },
    drop: ({ event, revert }: { event: EventApi; revert: () => void }) => {
      const slot = nearest(dragged.current?.free ?? NOWHERE, event.start!);
      dragged.current = null;
      if (slot) move({ booking_id: event.id, starts_at: slot.starts_at });
      else revert();
    },
  };
}

function nearest(free: readonly Slot[], start: Date): Slot | null {
  const away = (slot: Slot) => Math.abs(Date.parse(slot.starts_at) - start.getTime());
  const [best] = free.filter((slot) => away(slot) <= NEAR_MS).toSorted((one, other) => away(one) - away(other));
  return best ?? null;
}
