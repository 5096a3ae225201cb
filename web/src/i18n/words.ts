/** The words of one part of the app, in both languages side by side. */
export type Locale = "en-CA" | "fr-CA";

export type Words<W> = Readonly<Record<Locale, W>>;

/**
 * Declares words: sentences, or functions that make one.  French must have every word that English has.
 *
 * `const words = defineWords({ title: "Services" }, { title: "Services" })`, read with `useWords(words)`.
 */
export function defineWords<W>(english: W, french: NoInfer<W>): Words<W> {
  return { "en-CA": english, "fr-CA": french };
}

/** Ends a sentence; times such as "10:00 a.m." bring their own full stop. */
export function stopped(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
