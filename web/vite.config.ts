import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env["PARLEY_DEV_SERVER"] ?? "http://127.0.0.1:8000";

const PARTS =
  /src\/ui\/(Actions|Announcement|Button|ButtonLink|Checkbox|ConfirmDialog|Dialog|Field|IconButton|Kbd|LevelBar|Note|Progress|Select|Skeleton|StepHeading|Textarea|TimeText|error-text|use-awake|use-heard|use-observed|use-online)\.tsx?$/;

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(["/api", "/health", "/.well-known", "/realtime", "/trpc"].map((path) => [path, { target: server, ws: true }])),
  },
  build: {
    manifest: true,
    // The pages run under a strict CSP: no data: URIs for scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs changes rarely: it is cached apart from our own code.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "i18n", test: /node_modules\/(i18next|react-i18next)\// },
            { name: "router", test: /node_modules\/react-router\// },
            // What nearly every page is made of: twenty tiny files would weigh more, and come later.
            { name: "parts", test: PARTS },
            { name: "query", test: /node_modules\/@tanstack\// },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/app/test-setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
