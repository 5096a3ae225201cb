/** Writing through the Data API's views, where a table's promises are what refuses. */
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useApi } from "../app/connection";
import type { Connection } from "./connect";
import { asFailure, Failure, failureFrom } from "./failure";

/** A row that breaks a promise of its table; the promise's name is a sentence. */
export class BrokenPromise extends Failure {
  constructor(readonly promise: string) {
    super("invalid_argument");
  }
}

type Answer = PromiseLike<{ data: unknown; error: { message: string; details?: string | null; hint?: string | null } | null; status: number }>;

/**
 * The rows that were written, for requests that end in `.select(…)`.
 *
 * Throws a `BrokenPromise`, or another `Failure`; also when there was no row that the caller may write.
 */
export async function written<T>(request: Answer): Promise<T[]> {
  const { data, error, status } = await request;
  if (error) {
    const promise = /constraint "([a-z0-9_]+)"/.exec(error.message)?.[1];
    throw promise ? new BrokenPromise(promise) : failureFrom({ error, status });
  }
  const rows = data as T[];
  if (rows.length === 0) throw new Failure("not_found");
  return rows;
}

/** A write as a mutation; everything on the page is asked for anew before it counts as done. */
export function useWrite<V, R = unknown>(
  write: (api: Connection, values: V) => Promise<R>,
  options: { onDone?: (answer: R, values: V) => void } = {},
): UseMutationResult<R, Failure, V> {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation<R, Failure, V>({
    mutationFn: async (values) => {
      try {
        return await write(api, values);
      } catch (error) {
        throw asFailure(error);
      }
    },
    onSuccess: async (answer, values) => {
      await queries.invalidateQueries();
      options.onDone?.(answer, values);
    },
  });
}
