/** What is done at once with a booking in the schedule; moving and cancelling have dialogs of their own. */
import { useVerb } from "../../api/verb";
import { useAnnounce } from "../../components/announcer/announcer";
import { useWords } from "../../i18n/speech";
import type { ListedBooking } from "../bookings/booking";
import type { ActionId } from "./actions";
import { words } from "./words";

/** *opens* is told of the actions that need a dialog, *done* when one of the others is done. */
export function useDeeds(booking: ListedBooking, opens: (dialog: "move" | "cancel" | "decline") => void, done: () => void = () => {}) {
  const t = useWords(words);
  const announce = useAnnounce();
  const say = (text: string) => () => {
    announce(text);
    done();
  };
  const approve = useVerb("approve_booking", { onDone: say(t.done.approve) });
  const attended = useVerb("complete_booking", { onDone: say(t.done.attended) });
  const missed = useVerb("mark_no_show", { onDone: say(t.done.missed) });
  const verbs = { approve, attended, missed };
  return {
    act(action: ActionId) {
      if (action === "approve" || action === "attended" || action === "missed") verbs[action].mutate({ booking_id: booking.booking_id });
      else opens(action);
    },
    isPending: (action: ActionId) => action in verbs && verbs[action as keyof typeof verbs].isPending,
    error: approve.error ?? attended.error ?? missed.error,
  };
}
