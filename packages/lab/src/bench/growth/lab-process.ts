import { setTimeout as delay } from "node:timers/promises";
import { createControlServer } from "../../control/control-server.ts";
import { stackGraph } from "../../program/stack-graph.ts";
import { startLab } from "../../running/start-lab.ts";
import type { ReadyMessage } from "../bench-process.ts";

/**
 * A lab with this many instances in each of one or two stacks, in its own process. Graphs are created before
 * the clock starts.
 */
const [instanceCount = "3", stacks = "1"] = process.argv.slice(2);
const names = ["basic", "error-handling"].slice(0, Number(stacks));
const graphs = await Promise.all(names.map((name) => stackGraph(name, { instanceCount })));
const recorded = graphs.map((graph) => ({
  graph,
  evaluate: () => Promise.reject(new Error("the bench changes no stack")),
}));
const [first, second] = recorded;
if (first === undefined) {
  throw new Error(`The bench needs ${stacks} stacks, but supports 1 or 2.`);
}
const ending = new AbortController();
process.on("disconnect", () => ending.abort(new Error("the bench has ended")));
const startedMs = performance.now();
const { lab, endRequested, close } = await startLab({
  source: {
    kind: "graph",
    first,
    names,
    record: () => Promise.resolve(second ?? first),
  },
  ports: { page: 0, console: 0, aws: 0 },
  controlServer: createControlServer(new Map()),
  signal: ending.signal,
  isPrivate: true,
});
if (second !== undefined) {
  lab.recorded?.bringUp("error-handling");
  while (lab.stacks.list().filter(({ phase }) => phase === "up").length < names.length) {
    await delay(10);
  }
}
process.send?.({
  port: lab.record.consolePort,
  startMs: performance.now() - startedMs,
} satisfies ReadyMessage);
await endRequested;
await close();
process.exit(0);
