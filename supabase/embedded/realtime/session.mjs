// One client's socket: what it asks, in its order, and what it is told.
import { UnreadableMessage, read, write } from "./wire.mjs";

const MOST_CHANNELS = 100;
const MOST_PER_SECOND = 100;
const MOST_WAITING = 200;
const SILENCE_MS = 60_000;
// Whoever is refused waits a little, so that asking again and again costs the database no more than a page does.
const REFUSAL_MS = 100;
const MOST_UNSENT_BYTES = 1 << 20;

// Closing codes of RFC 6455, 7.4.1.
const GOING_AWAY = 1001;
const UNREADABLE = 1007;
const UNACCEPTABLE = 1008;

// openChannel answers a channel, or {refused: why}; see channel.mjs.
export function createSession({ socket, version, openChannel, say }) {
  const channels = new Map();
  let waiting = 0;
  let second = 0;
  let count = 0;
  let work = Promise.resolve();
  let heard = Date.now();

  const silence = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS) socket.close(GOING_AWAY, "Nothing was heard from you for a minute");
  }, SILENCE_MS / 4);

  function send(data) {
    if (socket.readyState !== socket.OPEN) return;
    // Who does not read is not waited for: the client comes back and asks for what it missed.
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) return socket.terminate();
    socket.send(data);
  }
  const tell = (message) => send(write(message, version));
  const reply = ({ topic, ref, joinRef }, status, response) => {
    tell({ topic, ref, joinRef, event: "phx_reply", payload: { status, response } });
  };

  async function handle(message) {
    if (socket.readyState !== socket.OPEN) return;
    const { topic, event, payload } = message;
    if (event === "phx_join") return join(message);
    const channel = channels.get(topic);
    // A message to a channel that was joined anew meanwhile is meant for the former one.
    if (!channel || (message.joinRef !== null && message.joinRef !== channel.joinRef)) return reply(message, "error", { reason: "unmatched topic" });
    if (event === "phx_leave") {
      reply(message, "ok", {});
      channel.close();
    } else if (event === "access_token") {
      await channel.refresh(payload.access_token);
    } else if (event === "broadcast" || event === "presence") {
      reply(message, "error", { reason: `Unauthorized: clients cannot send ${event} here` });
    }
  }

  async function join(message) {
    const { topic, joinRef, payload } = message;
    channels.get(topic)?.close();
    if (channels.size >= MOST_CHANNELS) return reply(message, "error", { reason: "ChannelRateLimitReached: Too many channels" });
    const closed = () => channels.get(topic) === channel && channels.delete(topic);
    const channel = await openChannel({ topic, joinRef, payload, version, tell, send, closed });
    if (channel.refused) {
      await new Promise((done) => setTimeout(done, REFUSAL_MS));
      return reply(message, "error", { reason: channel.refused });
    }
    if (socket.readyState !== socket.OPEN) return channel.end();
    channels.set(topic, channel);
    reply(message, "ok", { postgres_changes: [] });
  }

  function receive(data, isBinary) {
    heard = Date.now();
    const now = Math.floor(heard / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (count > MOST_PER_SECOND || waiting >= MOST_WAITING) return socket.close(UNACCEPTABLE, "Too many messages per second");
    let message;
    try {
      message = read(data, isBinary, version);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      return socket.close(UNREADABLE, `Unreadable message: ${error.message}`);
    }
    // Out of turn: that we live does not depend on the database, for which the others may wait.
    if (message.topic === "phoenix" && message.event === "heartbeat") return reply(message, "ok", {});
    waiting += 1;
    work = work
      .then(() => handle(message))
      .catch((error) => {
        say(`Realtime could not answer a client: ${error.code ?? error.name}`);
        reply(message, "error", { reason: "UnableToConnectToProject: Realtime was unable to connect to the project database" });
      })
      .finally(() => (waiting -= 1));
  }

  socket.on("message", receive);
  socket.on("ping", () => (heard = Date.now()));
  // A frame that is no WebSocket, or too large; ws closes with the fitting code itself.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearInterval(silence);
    for (const channel of [...channels.values()]) channel.end();
    channels.clear();
  });
  return { close: () => socket.close(GOING_AWAY, "Realtime is restarting") };
}
