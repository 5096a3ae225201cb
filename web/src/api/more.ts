/** One page more of a list that grows by pages, also when news of a change has the list read anew meanwhile and so ends the first try. */
import { useEffect, useState } from "react";

interface Growing {
  data: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** What a button does, and whether it is being done; *onShown* is told when the page is there. */
export function useMore({ data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage }: Growing, onShown?: () => void): { more: () => void; isPending: boolean } {
  const [wanted, setWanted] = useState(0);
  const pages = data?.pages.length ?? 0;
  const isShown = wanted > 0 && pages >= wanted;
  useEffect(() => {
    if (isShown) {
      setWanted(0);
      onShown?.();
    } else if (wanted > 0 && hasNextPage && !isFetching && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [isShown, wanted, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, onShown]);
  const more = () => {
    setWanted(pages + 1);
    // After a failure it is tried again by whoever asks again, and not by itself.
    if (isFetchNextPageError) void fetchNextPage();
  };
  return { more, isPending: wanted > 0 && (isFetching || !isFetchNextPageError) };
}
