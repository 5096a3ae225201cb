/** Keeps what a signed-in person sees up to date: everything is asked for anew when something is told to them. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "./connection";
import { useSession } from "./session";

/** How often to ask while nothing can be heard. */
const POLL_MS = 60_000;

/** Stands once in the app: a topic can be joined once. */
export function News() {
  const api = useApi();
  const queries = useQueryClient();
  const userId = useSession().session?.user.id;

  useEffect(() => {
    if (!userId) return;
    let heard = false;
    const refresh = () => void queries.invalidateQueries();
    const refreshTalk = () => void queries.invalidateQueries({ queryKey: ["talk"] });
    const channel = api
      .channel(`user:${userId}`, { config: { private: true } })
      .on("broadcast", { event: "notification" }, refresh)
      .on("broadcast", { event: "conversation" }, refreshTalk)
      .subscribe((state) => {
        heard = state === "SUBSCRIBED";
        // What was said before anything could be heard.
        if (heard) refreshTalk();
      });
    const poll = setInterval(() => {
      if (!heard && !document.hidden) refresh();
    }, POLL_MS);
    return () => {
      clearInterval(poll);
      void api.removeChannel(channel);
    };
  }, [api, queries, userId]);

  return null;
}
