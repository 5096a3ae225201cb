/** Five static pages from one source; the built pages carry a Content-Security-Policy. */
import { defineConfig, type Plugin } from "vite";

/**
 * What a built page may do.  `connect-src` stays open to https because the Data API's address is known
 * only at run time (/config.json); a host that knows it may narrow this by a header of its own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** The development server injects styles in line, so only the built pages carry the policy. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig({
  plugins: [contentSecurityPolicy()],
  build: {
    target: "baseline-widely-available",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "manage.html", "join.html", "waitlist.html", "unsubscribe.html"] },
  },
});
