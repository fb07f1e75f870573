import { defineConfig } from "vite";

/** Where the lab runs that `pnpm dev` shows: `pnpm lab`, or the one whose console has this address. */
const lab = process.env.LAB_CONSOLE_URL ?? "http://127.0.0.1:8081";

/** Static files only: the lab serves dist/ under a CSP without inline scripts and styles, so nothing may be inlined. */
export default defineConfig({
  build: {
    target: "es2024",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    host: "127.0.0.1",
    // The lab takes calls only from pages that it serves itself, so they come in its own name.
    proxy: Object.fromEntries(
      ["/api", "/chaos", "/page", "/reports"].map((path) => [
        path,
        { target: lab, changeOrigin: true, headers: { origin: lab } },
      ]),
    ),
  },
});
