/** A whole page that waits for one answer; what went wrong instead is a page of its own. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Page } from "../page/page";
import { QueryView } from "./query-view";

const words = defineWords({ sorry: "That did not work" }, { sorry: "Cela n’a pas fonctionné" });

export function QueryPage<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const t = useWords(words);
  if (query.data === undefined && query.error) {
    return <Page title={t.sorry}><FailureNotice error={query.error} retry={() => void query.refetch()} /></Page>;
  }
  return <QueryView query={query}>{children}</QueryView>;
}
