/** The people who fit, each with the next free times. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "../app/connection";
import { useVisit } from "../app/visits";
import { useAnnounce } from "../components/announcer/announcer";
import { Button, ButtonLink } from "../components/button/button";
import { ChoiceList } from "../components/choice-list/choice-list";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Loading } from "../components/query-view/loading";
import { useAverage } from "../components/stars/stars";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatPrice, formatZone } from "../time/format";
import { PAGE_SIZE, photosOf, search, type Found, type Wish } from "./api";
import { practitionerHref, writeWish } from "./address";
import { NextSlots } from "./next-slots";
import { words } from "./words";

/** *startOver* leads to everybody; `null` where everybody is shown. */
export function Results({ wish, startOver }: { wish: Wish; startOver: string | null }) {
  const api = useApi();
  const t = useWords(words);
  const { locale } = useSpeech();
  const say = useAnnounce();
  const average = useAverage();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["search", wish],
    queryFn: ({ pageParam }) => search(api, wish, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.cursor : undefined),
  });
  const people = data?.pages.flat();
  // Large beside the rest, so they come after it.
  const shown = people?.map(({ practitioner_id }) => practitioner_id) ?? [];
  const photos = useQuery({ queryKey: ["photos", shown], enabled: shown.length > 0, placeholderData: keepPreviousData, queryFn: () => photosOf(api, shown) });
  // The latest page only: those before were told.
  useVisit("shown", data?.pages.at(-1)?.map(({ practitioner_id }) => practitioner_id) ?? null);
  const summary = people && people.length > 0 ? t.found(people.length, hasNextPage) : null;
  useEffect(() => {
    if (summary) say(summary);
  }, [say, summary]);

  if (!people) return error ? <FailureNotice error={error} retry={() => void refetch()} /> : <Loading />;
  if (people.length === 0) {
    return writeWish(wish)
      ? <EmptyState title={t.nobody} text={t.nobodyHelp} action={startOver && <ButtonLink href={startOver}>{t.fields.clear}</ButtonLink>} />
      : <EmptyState title={t.nobodyHere} text={t.nobodyHereHelp} />;
  }

  const notes = (person: Found) => [
    ...(person.rating_average === null ? [] : [average(person.rating_average, person.rating_count)]),
    ...(wish.organization ? [] : [person.organization_name]),
    ...(person.location ? [person.location] : []),
    ...person.specialties,
    ...(person.price_from_cents !== null && person.currency ? [t.priceFrom(formatPrice(person.price_from_cents, person.currency, locale))] : []),
    ...(person.accepting_clients ? [] : [t.notAccepting]),
  ];
  return (
    <section className="results" aria-label={t.results}>
      <p className="policy">{summary} {t.zone(formatZone(visitorTimeZone(), locale))}</p>
      <ChoiceList choices={people.map((person) => ({
        key: person.practitioner_id,
        href: practitionerHref(person),
        name: person.display_name,
        text: person.bio,
        photo: photos.data?.get(person.practitioner_id) ?? null,
        notes: notes(person),
        more: <NextSlots person={person} slots={person.next_slots} />,
      }))}
      />
      {error && <FailureNotice error={error} retry={() => void fetchNextPage()} />}
      {hasNextPage && <p><Button onPress={() => void fetchNextPage()} isPending={isFetchingNextPage}>{t.more}</Button></p>}
    </section>
  );
}
