/** What one is looking for; nothing is asked before it is sent. */
import { useState } from "react";
import { Form } from "react-aria-components";
import { Button } from "../components/button/button";
import { Choice } from "../components/fields/choice";
import { DateInput } from "../components/fields/date-input";
import { TextInput } from "../components/fields/text-input";
import { useSpeech, useWords } from "../i18n/speech";
import { today, visitorTimeZone } from "../time/dates";
import { RATINGS, type Specialty, type Wish } from "./api";
import { words } from "./words";

interface SearchFormProps {
  wish: Wish;
  /** An organization's own specialties; without any there is nothing to choose. */
  specialties: readonly Specialty[];
  search: (wish: Wish) => void;
}

const ANY = "any";

export function SearchForm({ wish, specialties, search }: SearchFormProps) {
  const t = useWords(words).fields;
  const { locale } = useSpeech();
  const [typed, setTyped] = useState(wish);
  const change = (part: Partial<Wish>) => setTyped({ ...typed, ...part });

  return (
    <Form
      className="search-form" role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(typed);
      }}
    >
      <TextInput label={t.query} value={typed.query} onChange={(query) => change({ query })} type="search" autoComplete="off" maxLength={200} />
      <TextInput label={t.location} value={typed.location} onChange={(location) => change({ location })} autoComplete="off" maxLength={200} />
      {specialties.length > 0 && (
        <Choice
          label={t.specialty} value={typed.specialty || ANY} onChange={(specialty) => change({ specialty: specialty === ANY ? "" : specialty })}
          options={[{ id: ANY, name: t.anySpecialty }, ...specialties.map(({ slug, name }) => ({ id: slug, name }))]}
        />
      )}
      <DateInput label={t.date} value={typed.onDate} onChange={(onDate) => change({ onDate })} min={today(visitorTimeZone())} />
      <Choice
        label={t.rating} value={String(typed.minRating ?? ANY)}
        onChange={(chosen) => change({ minRating: RATINGS.find((rating) => String(rating) === chosen) ?? null })}
        options={[{ id: ANY, name: t.anyRating }, ...RATINGS.map((rating) => ({ id: String(rating), name: t.atLeast(rating.toLocaleString(locale)) }))]}
      />
      <Choice
        label={t.sort} value={typed.sort ?? (typed.query.trim() ? "relevance" : "soonest")} onChange={(sort) => change({ sort })}
        options={[{ id: "soonest", name: t.soonest }, { id: "relevance", name: t.relevance }]}
      />
      <Button type="submit" look="primary">{t.submit}</Button>
    </Form>
  );
}
