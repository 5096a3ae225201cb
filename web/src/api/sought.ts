/** What somebody typed, as a pattern for PostgREST's `ilike` within `or=(…)`: anywhere in the text; null when nothing was typed. */
export function sought(typed: string): string | null {
  // What means something there stands for any one character, so that "St. John (Jr.)" is still found as it is written.
  const text = typed.trim().replace(/[%*(),"\\]/g, "_");
  return text === "" ? null : `*${text}*`;
}
