// Writes what the voice socket says as TypeScript, from proto/preppal, to src/generated/ or to the
// folder given. protoc comes with the environment's Python, as in scripts/generate-proto. The result
// is committed; tests/app/test_page_messages.py generates it again and compares.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const into = process.argv[2] ?? path("../src/generated");
const made = spawnSync(
  path("../../.venv/bin/python"),
  [
    ...["-m", "grpc_tools.protoc", `-I${path("../../proto")}`, "preppal/interview.proto"],
    `--plugin=protoc-gen-es=${path("../node_modules/.bin/protoc-gen-es")}`,
    ...[`--es_out=${into}`, "--es_opt=target=ts"],
  ],
  { stdio: "inherit" },
);
process.exitCode = made.status ?? 1;
