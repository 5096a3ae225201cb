/** Calling a verb of the Data API from a page: once, however often it is sent. */
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useApi } from "../app/connection";
import { ask } from "./connect";
import type { Database } from "./database";
import { asFailure, type Failure } from "./failure";
import { keyOf, wasDone, wasRefused } from "./unanswered";

export type Verb = keyof Database["api"]["Functions"] & string;
export type Arguments = Record<string, unknown>;

/**
 * A verb as a mutation.  Its failures are `Failure`s, and everything on the page is asked for anew once it has succeeded.
 *
 * Sent again with the same arguments after no answer came, it keeps its idempotency key, so that it can only work once,
 * also when what sent it was closed meanwhile.
 */
export function useVerb<R = unknown>(
  verb: Verb,
  options: { onDone?: (answer: R) => void } = {},
): UseMutationResult<R, Failure, Arguments> {
  const api = useApi();
  const queries = useQueryClient();

  return useMutation<R, Failure, Arguments>({
    mutationFn: async (args) => {
      const idempotency_key = keyOf(verb, args);
      try {
        const answer = await ask<R>(api.rpc(verb, { ...args, idempotency_key } as never));
        wasDone(verb, args);
        return answer;
      } catch (error) {
        const failure = asFailure(error);
        if (failure.word !== "offline" && failure.word !== "unexpected") wasRefused(verb, args);
        throw failure;
      }
    },
    onSuccess: (answer) => {
      options.onDone?.(answer);
      return queries.invalidateQueries();
    },
  });
}
