// Listens by supabase-js, as a page does, and prints what it hears, one JSON line each.
// Arguments: the project's address and key, a topic, and optionally an access token; a line on standard input with another token is a refresh.
import readline from "node:readline";
import { createClient } from "@supabase/supabase-js";
import WebSocket from "ws";

const [url, key, topic, token] = process.argv.slice(2);
const print = (kind, value) => console.log(JSON.stringify({ kind, ...value }));
const client = createClient(url, key, { db: { schema: "api" }, auth: { persistSession: false, autoRefreshToken: false }, realtime: { transport: WebSocket } });
if (token) await client.realtime.setAuth(token);
client
  .channel(topic, { config: { private: true } })
  .on("broadcast", { event: "*" }, ({ event, payload }) => print("broadcast", { event, payload }))
  .on("system", {}, ({ status, message }) => print("system", { status, message }))
  .subscribe((status, error) => print("state", { status, error: error?.message ?? null }));
readline.createInterface({ input: process.stdin }).on("line", (line) => client.realtime.setAuth(line));
