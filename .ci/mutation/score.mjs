/**
 * Prints the mutation score of each package and folder from what Stryker has written, as a table for docs/measurements.md.
 * Usage: node .ci/mutation/score.mjs
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const killed = new Set(["Killed", "Timeout"]);
const survived = new Set(["Survived", "NoCoverage"]);

/** Where in a package a source is, such as `src/load-balancer/routing`: two folders below `src` at the most. */
function roomOf(file) {
  return dirname(file).split("/").slice(0, 3).join("/");
}

const rows = globSync("packages/*/test-results/mutation.json", { cwd: root })
  .toSorted()
  .flatMap((report) => {
    const { files } = JSON.parse(readFileSync(join(root, report), "utf8"));
    const rooms = new Map();
    for (const [file, { mutants }] of Object.entries(files)) {
      const room = rooms.get(roomOf(file)) ?? { killed: 0, survived: 0, excused: 0 };
      rooms.set(roomOf(file), room);
      for (const { status } of mutants) {
        room.killed += Number(killed.has(status));
        room.survived += Number(survived.has(status));
        room.excused += Number(status === "Ignored");
      }
    }
    return [...rooms]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([room, counts]) => ({ where: join(dirname(dirname(report)), room), ...counts }));
  });

const share = ({ killed, survived }) =>
  killed + survived === 0 ? "none" : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;
const all = rows.reduce(
  (sum, row) => ({
    where: "all",
    killed: sum.killed + row.killed,
    survived: sum.survived + row.survived,
    excused: sum.excused + row.excused,
  }),
  { killed: 0, survived: 0, excused: 0 },
);
process.stdout.write(
  "| where | killed | survived | left out, each with its reason | score |\n|---|---|---|---|---|\n",
);
for (const row of [...rows, all]) {
  process.stdout.write(
    `| ${row.where} | ${row.killed} | ${row.survived} | ${row.excused} | ${share(row)} |\n`,
  );
}
