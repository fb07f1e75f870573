/**
 * Prints the mutation score of each room from what Stryker has written, as a table for docs/mutation.md.
 * Usage: node .ci/mutation/score.mjs
 */
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const killed = new Set(["Killed", "Timeout"]);
const survived = new Set(["Survived", "NoCoverage"]);

const rows = globSync("packages/*/test-results/mutation/*.json", { cwd: root })
  .toSorted()
  .map((report) => {
    const { files } = JSON.parse(readFileSync(join(root, report), "utf8"));
    const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
    return {
      where: `${dirname(dirname(dirname(report)))}: ${basename(report, ".json")}`,
      killed: statuses.filter((status) => killed.has(status)).length,
      survived: statuses.filter((status) => survived.has(status)).length,
      excused: statuses.filter((status) => status === "Ignored").length,
    };
  });
const all = rows.reduce(
  (sum, row) => ({
    where: "all",
    killed: sum.killed + row.killed,
    survived: sum.survived + row.survived,
    excused: sum.excused + row.excused,
  }),
  { where: "all", killed: 0, survived: 0, excused: 0 },
);

const share = ({ killed, survived }) =>
  killed + survived === 0 ? "none" : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;
process.stdout.write(
  "| package: room | killed | survived | left out, each with its reason | score |\n|---|---:|---:|---:|---:|\n",
);
for (const row of [...rows, all]) {
  process.stdout.write(
    `| ${row.where} | ${row.killed} | ${row.survived} | ${row.excused} | ${share(row)} |\n`,
  );
}
