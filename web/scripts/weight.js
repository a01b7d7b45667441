// What a candidate's browser loads before the first paint, gzipped: the entry, the interview
// feature, the texts in one language, and everything they import statically. Fails above the limit
// (design: 150 KB) in any language.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 150 * 1024;
const ROOTS = ["index.html", "src/features/interview/index.tsx"];
// What a candidate's first page says; English for "app" and "ui" is in the entry.
const TEXTS = ["app", "ui", "interview"];

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function visit(key, chunks) {
  if (chunks.has(key)) return;
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build's manifest has no ${key}`);
  chunks.add(key);
  for (const imported of chunk.imports ?? []) visit(imported, chunks);
}

function weigh(language) {
  const chunks = new Set();
  const texts = TEXTS.map((name) => `src/locales/${language}/${name}.json`);
  const bundled = language === "en" ? texts.slice(0, 2) : [];
  for (const root of [...ROOTS, ...texts.filter((text) => !bundled.includes(text))]) visit(root, chunks);
  return [...chunks]
    .map((key) => manifest[key].file)
    .filter((file) => file.endsWith(".js"))
    .map((file) => ({ file, size: gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length }))
    .sort((a, b) => b.size - a.size);
}

for (const language of readdirSync(new URL("../src/locales/", import.meta.url)).sort()) {
  const sizes = weigh(language);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  console.log(`${language}:`);
  for (const { file, size } of sizes) console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${file}`);
  console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  in all, of ${LIMIT / 1024} KB`);
  if (total > LIMIT) {
    console.error(`The candidate's first page is too heavy (${language}).`);
    process.exitCode = 1;
  }
}
