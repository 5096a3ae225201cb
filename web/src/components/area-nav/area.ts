/** In which area of the app an address lies. */

export type Area = { name: "my" } | { name: "practice"; organization: string };

export function areaOf(location: string): Area | null {
  const [, first, second] = location.split("/");
  if (first === "my") return { name: "my" };
  // A slug needs no decoding; what does is none.
  if (first === "at" && second) return { name: "practice", organization: second };
  return null;
}
