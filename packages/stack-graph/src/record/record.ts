import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { recordCommand } from "./record-command.ts";

// The lab waits for this command, which spends a third of its time compiling Pulumi's SDKs.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/compiled"));
process.exitCode = await recordCommand(process.argv.slice(2), process);
