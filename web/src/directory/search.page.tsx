/** Everybody who can be booked, of all organizations. */
import { useLocation, useSearch } from "wouter";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { readWish, writeWish } from "./address";
import { Results } from "./results";
import { SearchForm } from "./search-form";
import { words } from "./words";
import "./directory.css";

export default function SearchPage() {
  const t = useWords(words);
  const [, navigate] = useLocation();
  const search = useSearch();
  const wish = readWish(search, null);
  return (
    <Page title={t.title} lead={t.lead}>
      <SearchForm key={search} wish={wish} specialties={[]} search={(wanted) => navigate(`/${writeWish(wanted)}`)} />
      <Results wish={wish} startOver="/" />
    </Page>
  );
}
