/** The language in which the app speaks: what the visitor chose here before, or else what their browser asks for. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import type { Locale, Words } from "./words";

const REMEMBERED = "bookfast.language";

interface Speech {
  locale: Locale;
  speak(locale: Locale): void;
}

const SpeechContext = createContext<Speech | null>(null);

export function SpeechProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(preferredLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const speech = useMemo(() => ({
    locale,
    speak(chosen: Locale) {
      localStorage.setItem(REMEMBERED, chosen);
      setLocale(chosen);
    },
  }), [locale]);
  return (
    <SpeechContext value={speech}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </SpeechContext>
  );
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("useSpeech needs a SpeechProvider above it.");
  return speech;
}

/** The words in the visitor's language. */
export function useWords<W>(words: Words<W>): W {
  return words[useSpeech().locale];
}

function preferredLocale(): Locale {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "en-CA" || remembered === "fr-CA") return remembered;
  const asked = navigator.languages.find((language) => /^(en|fr)\b/i.test(language)) ?? "en";
  return asked.toLowerCase().startsWith("fr") ? "fr-CA" : "en-CA";
}
