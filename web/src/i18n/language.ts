/** The visitor's language: what they chose here before, or else what their browser asks for. */
import { en, type Catalogue } from "./en";
import { fr } from "./fr";

export type Locale = "en-CA" | "fr-CA";
export type { Catalogue };

export const CATALOGUES: Record<Locale, Catalogue> = { "en-CA": en, "fr-CA": fr };
const REMEMBERED = "bookfast.language";

/** The language in which to speak to the visitor. */
export interface Speech {
  locale: Locale;
  t: Catalogue;
}

export function speechIn(locale: Locale): Speech {
  return { locale, t: CATALOGUES[locale] };
}

export function preferredLocale(): Locale {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "en-CA" || remembered === "fr-CA") return remembered;
  const asked = navigator.languages.find((language) => /^(en|fr)\b/i.test(language)) ?? "en";
  return asked.toLowerCase().startsWith("fr") ? "fr-CA" : "en-CA";
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(REMEMBERED, locale);
}
