// The Data API, Auth and Realtime of the embedded stack: @supabase/lite on our own Postgres where Supabase has PostgREST and GoTrue, and a bridge of our own.
import "./discreet-console.mjs";
import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { AuthMail, templates } from "./auth-mail.mjs";
import { createBridge } from "./realtime/bridge.mjs";

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; the API is started by "make up", which sets it.`);
  return value;
};

// PostgREST's spelling of an instant (`2026-11-21T02:08:14.7+00:00`); supabase-py's models refuse Postgres's own.
const timestamptz = {
  to: 1184,
  from: [1184],
  serialize: (value) => value,
  parse: (text) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
};

// lite hands objects and arrays over as JSON text already; the driver's own serializer would quote them a second time.
const json = (to) => ({
  to,
  from: [to],
  serialize: (value) => (typeof value === "string" && /^[[{]/.test(value) ? value : JSON.stringify(value)),
  parse: (text) => JSON.parse(text),
});

const connection = createPostgresConnection({
  url: need("API_DATABASE_URL"),
  // Opened as they are needed; callers who wait for one practitioner's lock hold theirs meanwhile.
  postgresOptions: { types: { timestamptz, json: json(114), jsonb: json(3802) }, max: 60, onnotice() {} },
});
// Left to itself, lite grants ALL on every table of each schema that has row security to anon.  Here migrations alone
// grant, so we tell it that this is done.  (The role it signs in as owns nothing and could not; it would fail instead.)
connection.rlsState = "active";

const smtp = new URL(need("SMTP_URL"));
const [, name, address] = need("MAIL_FROM").match(/^(.*?)\s*<(.+)>$/) ?? [null, "", need("MAIL_FROM")];
const web = need("WEB_URL");
const api = need("SUPABASE_URL");

// A browser asks before it sends: Supabase's gateway answers, lite would look for a relation in `public` and say 404.
const preflight = (request) =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS",
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
      "access-control-max-age": "3600",
      vary: "access-control-request-headers",
    },
  });

const app = new App({
  connection,
  api: { schemas: ["api"], max_rows: 10000, external_url: api },
  auth: {
    enabled: true,
    jwt_secret: need("JWT_SECRET"),
    publishable_key: need("SUPABASE_PUBLISHABLE_KEY"),
    secret_key: need("SUPABASE_SECRET_KEY"),
    site_url: web,
    additional_redirect_urls: [web, `${web}/**`],
    minimum_password_length: 8,
    email: { enable_signup: true, enable_confirmations: false, double_confirm_changes: true, template: templates },
  },
  options: {
    server: { admin: false, disableStudio: true },
    drivers: {
      email: new AuthMail({ host: smtp.hostname, port: Number(smtp.port), from: { name, address } }),
    },
  },
});

// PostgREST answers a broken check or exclusion constraint with 400 and its SQLSTATE; lite takes it for an accident of its own.
const SQLSTATE = { check: "23514", exclusion: "23P01" };
const likePostgrest = async (answer) => {
  if (answer.status !== 500) return answer;
  const body = await answer.clone().json().catch(() => null);
  const [, message, kind] = /^PostgresError: (.* violates (check|exclusion) constraint .*)$/s.exec(body?.message ?? "") ?? [];
  if (!message) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return Response.json({ code: SQLSTATE[kind], message, details: null, hint: null }, { status: 400, headers });
};

const server = serve(
  {
    port: Number(need("API_PORT")),
    hostname: "127.0.0.1",
    async fetch(request, { incoming }) {
      if (request.method === "OPTIONS" && request.headers.has("access-control-request-method")) return preflight(request);
      // Nobody stands in front of this server, so the socket is the only witness of where a call comes from:
      // what the caller says about it is replaced, as Supabase's gateway does.
      const peerAddress = incoming.socket.remoteAddress ?? null;
      request.headers.set("x-forwarded-for", peerAddress ?? "");
      request.headers.delete("cf-connecting-ip");
      const answer = await likePostgrest(await app.fetch(request, { peerAddress }));
      // Auth's answers are for pages of other origins too; lite says so for the Data API only.
      if (!answer.headers.has("access-control-allow-origin")) answer.headers.set("access-control-allow-origin", "*");
      return answer;
    },
  },
  ({ port }) => console.log(`The Data API listens on http://127.0.0.1:${port}`),
);

const realtime = createBridge(server, {
  databaseUrl: need("API_DATABASE_URL"),
  publishableKey: need("SUPABASE_PUBLISHABLE_KEY"),
  secretKey: need("SUPABASE_SECRET_KEY"),
  jwtSecret: need("JWT_SECRET"),
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    const told = realtime.close();
    server.close(() => Promise.all([told, connection.close()]).then(() => process.exit(0)));
  });
}
