/** What stands where there is no page, or none for whoever asks: the two look the same. */
import { ButtonLink } from "../components/button/button";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { defineWords } from "../i18n/words";

const words = defineWords(
  { title: "There is nothing here", text: "This page does not exist, or it is not for the account that is signed in.", home: "Go to the start" },
  { title: "Il n’y a rien ici", text: "Cette page n’existe pas, ou elle n’est pas pour le compte ouvert.", home: "Aller à l’accueil" },
);

export function Nowhere() {
  const t = useWords(words);
  return <Page title={t.title} lead={t.text}><p><ButtonLink href="/">{t.home}</ButtonLink></p></Page>;
}
