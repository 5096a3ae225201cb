// The two ways in which clients of Realtime write a message: objects (vsn 1.0.0, supabase-py) and arrays (vsn 2.0.0, supabase-js).
export const VERSIONS = ["1.0.0", "2.0.0"];

// Kinds of binary messages of version 2; the only two that clients and we use.
const USER_PUSH = 3;
const USER_BROADCAST = 4;
const JSON_INSIDE = 1;
// What one byte can say.
const LONGEST_PART = 255;

export class UnreadableMessage extends Error {}

// What a client sent, as {joinRef, ref, topic, event, payload}.  Throws UnreadableMessage for whatever is not of its version's form.
export function read(data, isBinary, version) {
  if (isBinary) return readPush(data, version);
  let parts;
  try {
    parts = JSON.parse(data.toString("utf8"));
  } catch {
    throw new UnreadableMessage("no JSON");
  }
  if (version === "2.0.0" && !Array.isArray(parts)) throw new UnreadableMessage("no array of five");
  if (parts === null || typeof parts !== "object") throw new UnreadableMessage("no message");
  const [joinRef, ref, topic, event, payload] =
    version === "2.0.0" ? parts : [parts.join_ref, parts.ref, parts.topic, parts.event, parts.payload];
  return checked({ joinRef: joinRef ?? null, ref: ref ?? null, topic, event, payload: payload ?? {} });
}

function checked(message) {
  const refs = [message.joinRef, message.ref];
  const sound =
    typeof message.topic === "string" &&
    typeof message.event === "string" &&
    typeof message.payload === "object" &&
    refs.every((ref) => ref === null || typeof ref === "string" || typeof ref === "number");
  if (!sound) throw new UnreadableMessage("a part is of the wrong kind");
  return message;
}

// A client's own broadcast: kind, five lengths, encoding, then the five parts and the payload, which nobody here reads.
function readPush(data, version) {
  if (version !== "2.0.0" || data.length < 7 || data[0] !== USER_PUSH) throw new UnreadableMessage("no such binary message");
  const lengths = [...data.subarray(1, 6)];
  let end = 7;
  const [joinRef, ref, topic] = lengths.map((length) => data.subarray(end, (end += length)).toString("utf8"));
  if (end > data.length) throw new UnreadableMessage("shorter than it says");
  return { joinRef: joinRef || null, ref: ref || null, topic, event: "broadcast", payload: {} };
}

// A message of ours to one client.
export function write({ joinRef = null, ref = null, topic, event, payload }, version) {
  if (version === "2.0.0") return JSON.stringify([joinRef, ref, topic, event, payload]);
  return JSON.stringify({ join_ref: joinRef, ref, topic, event, payload });
}

// A broadcast from the database, to all who joined *topic* with *version*.  Binary in version 2, as Supabase sends it.
export function writeBroadcast({ id, event, payload }, topic, version) {
  const meta = { id };
  const parts = [topic, event, JSON.stringify(meta)].map((part) => Buffer.from(part));
  if (version === "1.0.0" || parts.some((part) => part.length > LONGEST_PART)) {
    return write({ topic, event: "broadcast", payload: { event, payload, type: "broadcast", meta } }, version);
  }
  return Buffer.concat([
    Buffer.from([USER_BROADCAST, ...parts.map((part) => part.length), JSON_INSIDE]),
    ...parts,
    Buffer.from(JSON.stringify(payload)),
  ]);
}
