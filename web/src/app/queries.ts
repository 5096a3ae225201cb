/** How the app asks: what is tried again, and for how long an answer is new. */
import { QueryClient } from "@tanstack/react-query";
import { Failure } from "../api/failure";

/** Refusals are answers; only what never arrived, or broke on the way, is worth another try. */
function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof Failure && (error.word === "offline" || error.word === "unexpected");
}

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 5_000, networkMode: "always" },
      // Offline a deed fails at once and says so, and what was typed stays where it is.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
