/** A pretended lab with the built console, for work on the console alone: `node dev/serve.ts [port]`. */
import { join } from "node:path";
import { startFakeLab } from "./fake-lab-server.ts";

const server = await startFakeLab({
  dist: join(import.meta.dirname, "../dist"),
  labId: crypto.randomUUID(),
  startSecond: Math.floor(Date.now() / 1000),
  port: Number(process.argv[2] ?? 8081),
});
setInterval(() => server.step(), 1000);
console.log(`A pretended lab: ${server.url}`);
