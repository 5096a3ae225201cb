/** Asks before a room or an offered time is booked; who comes too late is told kindly, and sees what there is now. */
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { Failure } from "../api/failure";
import { useVerb } from "../api/verb";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
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
  const book = useVerb<{ room_id: string }>(wanted?.verb ?? "book_practice_room", {
    onDone: ({ room_id }) => {
      toast(t.booked);
      navigate(`${place.path}/${room_id}`);
    },
  });
  const close = (gone: Failure | null) => {
    book.reset();
    onClose(gone);
  };
  const confirm = () => {
    if (!wanted) return;
    book.mutate(wanted.arguments, {
      onError: (failure) => {
        if (!isGone(failure)) return;
        close(failure);
        void queries.invalidateQueries({ queryKey: ["rooms"] });
      },
    });
  };
  const isBusy = book.error?.word === "client_busy";
  return (
    <ConfirmDialog
      title={t.bookTitle} text={wanted && t.bookText(wanted.host_name, formatMoment(wanted.starts_at, locale, place.zone))} confirm={t.bookConfirm}
      isOpen={wanted !== null} isPending={book.isPending} error={isBusy ? null : book.error} onConfirm={confirm} onClose={() => close(null)}
    >
      {isBusy && <Notice tone="problem"><p>{t.busy} {t.busyText}</p></Notice>}
    </ConfirmDialog>
  );
}

export function Gone({ failure }: { failure: Failure }) {
  const t = useWords(words);
  const gone = useGone();
  return <Notice tone="warning" takesFocus={failure}><p><strong>{gone(failure)}</strong> {t.quickerText}</p></Notice>;
}
