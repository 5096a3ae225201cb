/** One static app, split by page; the built one carries a Content-Security-Policy. */
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/**
 * What the built app may do.  `connect-src` stays open to https because the Data API's address is known
 * only at run time (/config.json); a host that knows it may narrow this by a header of its own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** The development server injects styles in line, so only the built app carries the policy. */
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
  plugins: [
    // The widgets speak our two languages and no others.
    { ...optimizeLocales.vite({ locales: ["en-US", "fr-FR"] }), enforce: "pre" },
    react(),
    contentSecurityPolicy(),
  ],
  resolve: {
    // No page keeps files or calls Supabase's functions: supabase-js makes clients of both, which need not be loaded.
    alias: {
      "@supabase/storage-js": fileURLToPath(new URL("src/api/absent.ts", import.meta.url)),
      "@supabase/functions-js": fileURLToPath(new URL("src/api/absent.ts", import.meta.url)),
    },
  },
  build: { target: "baseline-widely-available", manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
