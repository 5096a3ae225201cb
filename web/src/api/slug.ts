/** Names as they stand in addresses.  Pure. */

/** "Thérapie Riverside & fils" becomes "therapie-riverside-fils"; empty when nothing of it can stand there. */
export function slugOf(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "").slice(0, 60).replace(/-+$/, "");
}
