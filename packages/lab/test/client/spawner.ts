import { spawnLab } from "../../src/client/spawn-lab.ts";

// Spawns a lab, says its pid and waits to be killed.
const { pid } = await spawnLab({ stack: "basic" });
process.send?.({ pid });
setInterval(() => {}, 60_000);
