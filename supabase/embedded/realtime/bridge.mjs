// Realtime on the port of the Data API: /realtime/v1/websocket, as far as Broadcast from the database needs it.
import postgres from "postgres";
import { WebSocketServer } from "ws";
import { createReader } from "./authorize.mjs";
import { createChannels } from "./channel.mjs";
import { createFeed } from "./feed.mjs";
import { createSession } from "./session.mjs";
import { BadToken, createTokens } from "./tokens.mjs";
import { VERSIONS, writeBroadcast } from "./wire.mjs";

const PATH = "/realtime/v1/websocket";
const LARGEST_MESSAGE = 64 * 1024;
const MOST_SOCKETS = 1000;

// Answers on *server* from now on; close() sends everybody away.  databaseUrl is that of the role `authenticator`.
export function createBridge(server, { databaseUrl, publishableKey, secretKey, jwtSecret, say = console.log }) {
  const silent = { onnotice() {}, idle_timeout: 60, connect_timeout: 5 };
  const callers = postgres(databaseUrl, { ...silent, max: 4, connection: { application_name: "realtime" } });
  const reader = postgres(databaseUrl, { ...silent, max: 1, connection: { application_name: "realtime feed", role: "service_role" } });
  const claimsOf = createTokens({ publishableKey, secretKey, jwtSecret });
  const listeners = new Map();
  const sessions = new Set();

  function tell({ topic: name, ...message }) {
    const written = new Map();
    for (const { topic, version, send } of listeners.get(name) ?? []) {
      if (!written.has(version)) written.set(version, writeBroadcast(message, topic, version));
      send(written.get(version));
    }
  }
  const feed = createFeed(reader, { tell, say });

  async function listen(name, listener) {
    const unlisten = () => {
      listeners.get(name)?.delete(listener);
      if (listeners.get(name)?.size === 0) listeners.delete(name);
      if (listeners.size === 0) feed.stop();
    };
    // Counted before the feed is asked to run, so that nobody who leaves meanwhile stops it.
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(listener);
    try {
      await feed.start();
    } catch (error) {
      unlisten();
      throw error;
    }
    return unlisten;
  }
  const openChannel = createChannels({ claimsOf, mayRead: createReader(callers), listen });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  server.on("upgrade", async (request, socket, head) => {
    socket.on("error", () => undefined);
    // Whatever comes in here may be nonsense, and must not end the server for everybody.
    if (!URL.canParse(request.url, "http://localhost")) return refuse(socket, "400 Bad Request", "That is no address");
    const url = new URL(request.url, "http://localhost");
    const version = url.searchParams.get("vsn") ?? "1.0.0";
    const apiKey = url.searchParams.get("apikey");
    if (url.pathname !== PATH) return refuse(socket, "404 Not Found", "There is no such socket");
    if (!VERSIONS.includes(version)) return refuse(socket, "400 Bad Request", `Versions are ${VERSIONS.join(" and ")}`);
    if (!apiKey) return refuse(socket, "401 Unauthorized", "API key is missing");
    if (sessions.size >= MOST_SOCKETS) return refuse(socket, "429 Too Many Requests", "Too many connected users");
    try {
      await claimsOf(apiKey);
    } catch (error) {
      if (error instanceof BadToken) return refuse(socket, "401 Unauthorized", error.message);
      say(`Realtime could not open a socket: ${error.code ?? error.name}`);
      return refuse(socket, "500 Internal Server Error", "Error connecting to Realtime");
    }
    // As the Data API hears them; nobody stands in front of this server.
    const headers = { "x-forwarded-for": request.socket.remoteAddress ?? "", "user-agent": request.headers["user-agent"] ?? "" };
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const open = (wish) => openChannel({ ...wish, apiKey, headers });
      const session = createSession({ socket: opened, version, openChannel: open, say });
      sessions.add(session);
      opened.on("close", () => sessions.delete(session));
    });
  });

  return {
    async close() {
      for (const session of sessions) session.close();
      feed.close();
      await Promise.all([callers.end({ timeout: 2 }), reader.end({ timeout: 2 })]);
    },
  };
}

function refuse(socket, status, error) {
  const body = JSON.stringify({ error });
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
