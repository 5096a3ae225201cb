// One topic that one client has joined: who it is, until when, and whether it still may.
import { BadToken } from "./tokens.mjs";

const CHECK_MS = 5 * 60_000;
const LONGEST_TOPIC = 255;
const PREFIX = "realtime:";

// listen(name, listener) answers a function that ends it.
export function createChannels({ claimsOf, mayRead, listen }) {
  return async function openChannel({ topic, joinRef, payload, version, tell, send, closed, apiKey, headers }) {
    const name = topic.slice(PREFIX.length);
    let token = null;
    let claims = null;
    let timer = null;
    let unlisten = null;

    // Why not, or null.
    async function refusal(candidate) {
      try {
        // Without a token, or with a key for one, the caller is whoever the socket's own key says.
        const next = await claimsOf(typeof candidate === "string" && !candidate.startsWith("sb_") ? candidate : apiKey);
        if (!(await mayRead(name, next, headers))) return `Unauthorized: You do not have permissions to read from this Channel topic: ${name}`;
        token = candidate;
        claims = next;
      } catch (error) {
        if (error instanceof BadToken) return error.message;
        throw error;
      }
      return null;
    }

    function schedule() {
      clearTimeout(timer);
      const left = claims.exp === undefined ? CHECK_MS : claims.exp * 1000 - Date.now();
      timer = setTimeout(check, Math.min(Math.max(left, 0), CHECK_MS));
    }

    // A token ends, and so may a right.  When the database does not answer, the next look decides.
    async function check() {
      const reason = await refusal(token).catch(() => null);
      if (reason) shutDown(reason);
      else if (unlisten) schedule();
    }

    function end() {
      clearTimeout(timer);
      timer = null;
      unlisten?.();
      unlisten = null;
    }

    function close() {
      if (!unlisten) return;
      end();
      closed();
      tell({ topic, joinRef, ref: joinRef, event: "phx_close", payload: {} });
    }

    function shutDown(message) {
      if (!unlisten) return;
      tell({ topic, joinRef, event: "system", payload: { extension: "system", status: "error", message, channel: name } });
      close();
    }

    async function refresh(candidate) {
      if (typeof candidate !== "string" || candidate === token || candidate.startsWith("sb_")) return;
      const reason = await refusal(candidate);
      if (reason) shutDown(reason);
      else if (unlisten) schedule();
    }

    const reason = notOurs(topic, name, payload) ?? (await refusal(payload.access_token ?? null));
    if (reason) return { refused: reason };
    unlisten = await listen(name, { topic, version, send });
    schedule();
    return { joinRef, refresh, close, end };
  };
}

// What Supabase has and this stack has not, and what it has on purpose not.
function notOurs(topic, name, payload) {
  const config = payload.config ?? {};
  if (!topic.startsWith(PREFIX) || !name) return "TopicNameRequired: You must provide a topic name";
  if (Buffer.byteLength(topic) > LONGEST_TOPIC) return "TopicNameTooLong: A topic has 255 bytes at most";
  if (![true, "true"].includes(config.private)) return "PrivateOnly: This project only allows private channels";
  if (config.presence?.enabled) return "PresenceNotSupported: This project does not use presence";
  if (Array.isArray(config.postgres_changes) && config.postgres_changes.length > 0) {
    return "PostgresChangesNotSupported: This project broadcasts from the database and does not stream its changes";
  }
  return null;
}
