/** The keys of calls that got no answer, so that the same call sent again can only work once, from whichever dialog it is sent. */

interface Call {
  verb: string;
  /** The ids among its arguments: what it is about. */
  about: string;
  key: string;
}

const calls = new Map<string, Call>();

/** The key of this call: the one that it was sent with before, if no answer came. */
export function keyOf(verb: string, args: Record<string, unknown>): string {
  const name = nameOf(verb, args);
  const known = calls.get(name) ?? { verb, about: aboutOf(args), key: crypto.randomUUID() };
  calls.set(name, known);
  return known.key;
}

/** It was refused, so that it can be sent anew. */
export function wasRefused(verb: string, args: Record<string, unknown>): void {
  calls.delete(nameOf(verb, args));
}

/** It was done.  What else was sent about the same is forgotten too: sent after this, it is meant anew. */
export function wasDone(verb: string, args: Record<string, unknown>): void {
  const about = aboutOf(args);
  for (const [name, call] of calls) if (call.about === about && (about !== "" || call.verb === verb)) calls.delete(name);
}

/** They are of the one who left. */
export function forgetCalls(): void {
  calls.clear();
}

function nameOf(verb: string, args: Record<string, unknown>): string {
  return `${verb} ${JSON.stringify(args)}`;
}

function aboutOf(args: Record<string, unknown>): string {
  return Object.keys(args).filter((name) => name.endsWith("_id")).sort().map((name) => `${name}=${String(args[name])}`).join(" ");
}
