import { enableCompileCache } from "node:module";
import { join } from "node:path";

// A lab consists of a thousand modules. With a compile cache they load in half the time and need less memory, because
// Node then strips no types. This file is JavaScript, so that not even its own import needs that.
// `pnpm lab` also limits V8's young generation, because the lab shares a small machine with its servers: 20 MB less.
// The folder is compileCacheDirectory in program/repository.ts.
enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/soft-landing"));
const { exemptLoopbackFromProxies } = await import("./environment.ts");
exemptLoopbackFromProxies();
const { allowBrokenPipes, runCommandLine } = await import("./command-line.ts");
allowBrokenPipes();
await runCommandLine(process.argv.slice(2));
