/** Keeps a time for the visitor, and confirms it, keeps it longer, keeps it again, or gives it back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useReducer, useRef } from "react";
import type { Confirmation, Slot } from "../api/contract";
import { asFailure, type Failure } from "../api/failure";
import { useVerb, type Arguments } from "../api/verb";
import { useApi } from "../app/connection";
import { forget, giveBack, keepLonger, keepTime, wishFor, type KeptHold, type Wish } from "./kept-hold";
import type { Offer } from "./offer";
import { CHOOSING, endsIt, next } from "./reservation";

export function useReservation(offer: Offer, { onBooked }: { onBooked: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [now, happen] = useReducer(next, CHOOSING);
  const wish = useRef<Wish | null>(null);
  /** What is given back when the visitor leaves. */
  const held = useRef<KeptHold | null>(null);
  const gone = useRef(false);

  const choose = useMutation<KeptHold, unknown, Slot>({
    mutationFn: (slot) => {
      if (wish.current?.slot.starts_at !== slot.starts_at) wish.current = wishFor(slot);
      return keepTime(api, offer, wish.current);
    },
    onSuccess: (hold) => {
      wish.current = null;
      if (gone.current) return void giveBack(api, hold.key);
      held.current = hold;
      happen({ type: "kept", hold });
      history.pushState({ step: "details" }, "");
    },
    onError: (error, slot) => {
      const failure = asFailure(error);
      if (!isUnanswered(failure)) wish.current = null;
      happen({ type: "not-kept", refusal: { failure, slot } });
      void queries.invalidateQueries({ queryKey: ["slots"] });
    },
  });

  const confirming = useVerb<Confirmation>("confirm_hold", {
    onDone: (confirmation) => {
      held.current = null;
      forget();
      happen({ type: "booked", confirmation });
      onBooked();
    },
  });

  function confirm(details: Arguments): void {
    if (now.at !== "details") return;
    confirming.mutate({ hold_key: now.hold.key, ...details }, { onError: refused });
  }

  const lengthen = useMutation({
    mutationFn: (hold: KeptHold) => keepLonger(api, hold),
    onSuccess: (hold) => {
      held.current = hold;
      happen({ type: "kept-longer", hold });
    },
    onError: (error) => {
      const failure = asFailure(error);
      if (failure.word === "too_many_requests") happen({ type: "last-extension" });
      else refused(failure);
    },
  });

  /** After the time ran out.  A try to book that was never answered may have worked, so it is asked about first. */
  const again = useMutation({
    mutationFn: async (hold: KeptHold) => {
      const { error, variables } = confirming;
      if (error && variables && isUnanswered(error) && await isBookedAfterAll(variables)) return null;
      // Time runs out here a little before it does on the server; without this our own hold might stand in the way.
      await giveBack(api, hold.key);
      return keepTime(api, offer, wishFor(hold.slot));
    },
    onSuccess: (hold) => {
      held.current = hold;
      if (hold) happen({ type: "kept-again", hold });
    },
    onError: (error) => refused(asFailure(error)),
  });

  async function isBookedAfterAll(sent: Arguments): Promise<boolean> {
    try {
      await confirming.mutateAsync(sent);
      return true;
    } catch (error) {
      const { word } = asFailure(error);
      if (word === "hold_expired" || word === "not_found") return false;
      throw error;
    }
  }

  function refused(failure: Failure): void {
    if (endsIt(failure)) void release();
    happen({ type: "refused", failure });
    // Whoever went back while the answer was awaited wants the time no more.
    if (!isAtDetails()) void leave();
  }

  async function release(): Promise<void> {
    const hold = held.current;
    held.current = null;
    if (hold) await giveBack(api, hold.key);
  }

  /** Gives the time back, so that whoever looks at the list next sees it as free. */
  async function leave(): Promise<void> {
    await release();
    happen({ type: "left" });
  }

  const onPop = useEffectEvent(() => {
    if (now.at === "choosing") return stayAtTimes();
    if (now.at === "done" || !(isAtDetails() || confirming.isPending)) void leave();
  });
  const onHide = useEffectEvent(() => {
    if (!confirming.isPending) void release();
  });
  useEffect(() => {
    gone.current = false;
    const pop = () => onPop();
    const hide = () => onHide();
    // A page that comes back from the browser's memory has given its time back when it went.
    const show = (event: PageTransitionEvent) => event.persisted && happen({ type: "ran-out" });
    addEventListener("popstate", pop);
    addEventListener("pagehide", hide);
    addEventListener("pageshow", show);
    return () => {
      gone.current = true;
      removeEventListener("popstate", pop);
      removeEventListener("pagehide", hide);
      removeEventListener("pageshow", show);
      hide();
    };
  }, []);
  useEffect(() => {
    if (now.at !== "details") stayAtTimes();
  }, [now.at]);

  return { now, happen, choose, confirm, confirming, lengthen, again, leave };
}

export type Booking = ReturnType<typeof useReservation>;

function isAtDetails(): boolean {
  return (history.state as { step?: string } | null)?.step === "details";
}

/** Nothing is kept, so there is nothing to come forward or reload to. */
function stayAtTimes(): void {
  if (isAtDetails()) history.replaceState(null, "");
}

function isUnanswered({ word }: Failure): boolean {
  return word === "offline" || word === "unexpected";
}
