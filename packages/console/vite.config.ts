import { defineConfig } from "vite";

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
    proxy: Object.fromEntries(
      ["/api", "/chaos", "/reports"].map((path) => [
        path,
        { target: "http://127.0.0.1:8081", changeOrigin: true },
      ]),
    ),
  },
});
