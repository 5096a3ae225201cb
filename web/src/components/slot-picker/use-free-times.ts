/** The free times of some days, kept true while they are on show. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useLiveSlots } from "../../app/live-slots";
import { useSpeech, useWords } from "../../i18n/speech";
import type { LocalDate } from "../../time/dates";
import { formatDateSpan } from "../../time/format";
import { useAnnounce } from "../announcer/announcer";
import { freeBetween, type SlotSource } from "./free-times";
import type { Picker } from "./picker";
import { difference, mayConcern, refreshed, type ShownSlot } from "./shown";
import { words } from "./words";

export function useFreeTimes(source: SlotSource, { from, to, zone }: { from: LocalDate; to: LocalDate; zone: string }) {
  const queries = useQueryClient();
  const queryKey = ["slots", ...source.name, zone, from, to];
  const query = useQuery({
    queryKey,
    queryFn: async () => refreshed(queries.getQueryData<ShownSlot[]>(queryKey) ?? [], await freeBetween(source, from, to, zone)),
    placeholderData: keepPreviousData,
    // Whoever comes back sees what is free then; while a time is on show, live updates keep it true.
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  useSaid(query.isPlaceholderData ? undefined : query.data, from, to, zone);
  return query;
}

/** Others book and cancel: what is gone can be chosen no more, what came free can. */
export function useFollowing({ source, practitionerId, choosing }: Picker): void {
  const queries = useQueryClient();
  useLiveSlots(practitionerId, async (days) => {
    // The time that is being chosen here is taken by this very visitor.
    if (choosing !== null) return;
    // Without an answer the times stay as they are: whoever chooses one is told what became of it.
    await queries.refetchQueries({
      queryKey: ["slots", ...source.name],
      type: "active",
      predicate: ({ queryKey }) => {
        const [from, to] = queryKey.slice(-2) as [LocalDate, LocalDate];
        return mayConcern(days, from, to);
      },
    });
  });
}

/** Reads aloud how many times there are, and afterwards what becomes of them. */
function useSaid(slots: ShownSlot[] | undefined, from: LocalDate, to: LocalDate, zone: string): void {
  const t = useWords(words);
  const { locale } = useSpeech();
  const say = useAnnounce();
  const last = useRef<{ days: string; slots: ShownSlot[] } | null>(null);
  const days = `${from} ${to} ${zone}`;
  const tell = useEffectEvent((now: ShownSlot[]) => {
    const before = last.current;
    last.current = { days, slots: now };
    if (before?.days !== days) {
      const free = now.filter((slot) => !slot.gone).length;
      return say(free > 0 ? t.found(free, formatDateSpan(from, to, locale)) : t.none);
    }
    const { gone, freed } = difference(before.slots, now);
    const news = [gone > 0 && t.gone(gone), freed > 0 && t.freed(freed)].filter(Boolean);
    if (news.length > 0) say(news.join(" "));
  });
  useEffect(() => {
    if (slots) tell(slots);
  }, [slots, days]);
}
