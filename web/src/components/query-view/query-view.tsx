/** Shows the answer of a query, or that it is awaited, or why there is none. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Loading } from "./loading";

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** What holds the place meanwhile; by default a line that says so. */
  loading?: ReactNode;
}

/** An answer that could not be renewed stays, with a word about it above. */
export function QueryView<T>({ query, children, loading }: QueryViewProps<T>) {
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return query.error ? <FailureNotice error={query.error} retry={retry} /> : loading ?? <Loading />;
  }
  return (
    <>
      {query.error && <FailureNotice error={query.error} retry={retry} />}
      {children(query.data)}
    </>
  );
}
