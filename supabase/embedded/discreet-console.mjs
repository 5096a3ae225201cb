// Keeps what callers wrote out of this process's log: of an error are told its kind, its code and its place, never its text or detail.
const WORD = /^[a-z_]+$/;

const told = (thing) => {
  if (!(thing instanceof Error)) return thing;
  // A refusal's message is a word of the register; Postgres's own messages may quote a value.
  const word = WORD.test(thing.message) ? thing.message : "";
  const place = thing.routine ?? thing.stack?.match(/\n\s+at (.*)/)?.[1] ?? "";
  return [thing.name, thing.code, word, place && `at ${place}`].filter(Boolean).join(" ");
};

for (const level of ["debug", "info", "log", "warn", "error"]) {
  const say = console[level].bind(console);
  console[level] = (...things) => say(...things.map(told));
}
