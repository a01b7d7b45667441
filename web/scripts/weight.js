// What a candidate's browser loads before the first paint, gzipped: the entry, the interview
// feature, and everything both import statically. Fails above the limit (design: 150 KB).
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 150 * 1024;
const ROOTS = ["index.html", "src/features/interview/index.tsx", "src/locales/en/interview.json"];

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const chunks = new Set();
function visit(key) {
  if (chunks.has(key)) return;
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build's manifest has no ${key}`);
  chunks.add(key);
  for (const imported of chunk.imports ?? []) visit(imported);
}
ROOTS.forEach(visit);

const sizes = [...chunks]
  .map((key) => manifest[key].file)
  .filter((file) => file.endsWith(".js"))
  .map((file) => ({ file, size: gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length }))
  .sort((a, b) => b.size - a.size);
const total = sizes.reduce((sum, { size }) => sum + size, 0);

for (const { file, size } of sizes) console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  in all, of ${LIMIT / 1024} KB`);
if (total > LIMIT) {
  console.error("The candidate's first page is too heavy.");
  process.exit(1);
}
