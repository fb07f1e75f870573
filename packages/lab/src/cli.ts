import { enableCompileCache } from "node:module";
import { exemptLoopbackFromProxies } from "./environment.ts";
import { compileCacheDirectory } from "./program/repository.ts";

exemptLoopbackFromProxies();
// A lab is made of a thousand modules. Kept compiled from one start to the next, they load in half the time.
enableCompileCache(compileCacheDirectory);
const { runCommandLine } = await import("./command-line.ts");
await runCommandLine();
