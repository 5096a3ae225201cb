/** An entry's action in words: "booking.cancelled" is "Appointment: cancelled". */
import type { words } from "./words";

export function happened(action: string, t: (typeof words)["en-CA"]): string {
  const dot = action.indexOf(".");
  const [entity, verb] = [action.slice(0, dot), action.slice(dot + 1)];
  return `${t.entities[entity] ?? entity.replaceAll("_", " ")}: ${t.verbs[verb] ?? verb.replaceAll("_", " ")}`;
}
