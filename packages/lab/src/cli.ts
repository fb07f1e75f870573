import { enableCompileCache } from "node:module";
import { exemptLoopbackFromProxies } from "./environment.ts";
import { compileCacheDirectory } from "./program/repository.ts";

exemptLoopbackFromProxies();
// A lab consists of a thousand modules. With a compile cache they load in half the time.
enableCompileCache(compileCacheDirectory);
const { runCommandLine } = await import("./command-line.ts");
await runCommandLine();
