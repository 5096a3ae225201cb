/** Conditions on rows of a view, as the Data API writes them.  Pure. */

/** All of several alternatives hold: not every server joins two `or` parameters. */
export function allOf(...alternatives: readonly string[]): string {
  return `and(${alternatives.map((each) => `or(${each})`).join(",")})`;
}
