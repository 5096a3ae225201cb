/** Asks before a room or an offered time is booked; who comes too late is told kindly, and sees what there is now. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Failure } from "../api/failure";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
import { isStillOpen } from "./api";
import { isGone, useGone } from "./failures";
import type { Place } from "./place";
import { words } from "./words";

export interface Wanted {
  verb: "book_practice_room" | "book_room_slot";
  arguments: Record<string, string>;
  host_name: string;
  starts_at: string;
}

interface BookingProps {
  wanted: Wanted | null;
  place: Pick<Place, "path" | "zone">;
  /** With the reason when it can no longer be had, so that the page says it. */
  onClose: (gone: Failure | null) => void;
}

export function Booking({ wanted, place, onClose }: BookingProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const api = useApi();
  const [obstacle, setObstacle] = useState<"busy" | "otherBusy" | "calendarFirst" | null>(null);
  const book = useVerb<{ room_id: string }>(wanted?.verb ?? "book_practice_room", {
    onDone: ({ room_id }) => {
      toast(t.booked);
      navigate(`${place.path}/${room_id}`);
    },
  });
  const close = (gone: Failure | null) => {
    book.reset();
    setObstacle(null);
    onClose(gone);
  };
  const confirm = () => {
    if (!wanted) return;
    setObstacle(null);
    book.mutate(wanted.arguments, {
      onError: async (failure) => {
        if (failure.word === "client_busy") return setObstacle("busy");
        if (failure.word === "not_allowed") return setObstacle("calendarFirst");
        if (!isGone(failure)) return;
        // A time is also refused for what one of the two has planned: then nobody was quicker.
        if (failure.word === "slot_taken" && await isStillOpen(api, wanted.arguments).catch(() => false)) return setObstacle(wanted.verb === "book_room_slot" ? "otherBusy" : "busy");
        close(failure);
        void queries.invalidateQueries({ queryKey: ["rooms"] });
      },
    });
  };
  // Until it is known who is in the way, nothing is said of it.
  const isOpenQuestion = ["slot_taken", "client_busy", "not_allowed"].includes(book.error?.word ?? "");
  return (
    <ConfirmDialog
      title={t.bookTitle} text={wanted && t.bookText(wanted.host_name, formatMoment(wanted.starts_at, locale, place.zone))} confirm={t.bookConfirm}
      isOpen={wanted !== null} isPending={book.isPending || (isOpenQuestion && !obstacle)} error={isOpenQuestion ? null : book.error} onConfirm={confirm} onClose={() => close(null)}
    >
      {obstacle && <Notice tone="problem"><p>{obstacle === "busy" ? `${t.busy} ${t.busyText}` : t[obstacle]}</p></Notice>}
    </ConfirmDialog>
  );
}

export function Gone({ failure }: { failure: Failure }) {
  const t = useWords(words);
  const gone = useGone();
  return <Notice tone="warning" takesFocus={failure}><p><strong>{gone(failure)}</strong> {t.quickerText}</p></Notice>;
}
