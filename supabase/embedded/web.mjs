// The static host of the embedded stack: web/dist, index.html for every address of the app and, made at serving time, /config.json.
import { existsSync } from "node:fs";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; the pages are served by "make up", which sets it.`);
  return value;
};
const api = need("SUPABASE_URL");
const edge = need("EDGE_URL");
const root = need("WEB_ROOT");
const realtime = api.replace(/^http/, "ws");

const app = new Hono();
app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", api, realtime, edge],
      imgSrc: ["'self'", "data:"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    // The link in a mail carries a secret: no page tells another site where it was.
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    // Plain http on this machine; a browser would remember the rule for every other local server.
    strictTransportSecurity: false,
  }),
);
app.get("/config.json", (c) => {
  c.header("Cache-Control", "no-store");
  return c.json({ supabase_url: api, supabase_publishable_key: need("SUPABASE_PUBLISHABLE_KEY"), edge_url: edge });
});
app.use(
  serveStatic({
    root,
    onFound: (path, c) =>
      c.header("Cache-Control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
  }),
);
// Every other address is a page of the app, which finds out itself which one; a file that is missing is missing.
app.get("*", async (c, next) => {
  if (c.req.path.includes(".")) return next();
  c.header("Cache-Control", "no-cache");
  return serveStatic({ root, path: "index.html" })(c, next);
});
app.notFound((c) =>
  existsSync(`${root}/index.html`)
    ? c.text("There is no such page.", 404)
    : c.text('The pages are not built yet: run "npm ci && npm run build" in web/.', 503),
);

const server = serve({ port: Number(need("WEB_PORT")), hostname: "127.0.0.1", fetch: app.fetch }, ({ port }) =>
  console.log(`The pages are at http://127.0.0.1:${port}`),
);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close(() => process.exit(0)));
