// Adds up the JSON reports that each package's test tiers wrote, and ends with one line over all tests.
// Exit code 1 when a test failed, a package with such a tier left no report, or nothing ran.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const total = { passed: 0, failed: 0, skipped: 0 };
let missing = 0;
const folders = ["examples", "packages"].flatMap((parent) =>
  readdirSync(parent)
    .sort()
    .map((name) => `${parent}/${name}`),
);
for (const folder of folders) {
  const name = folder.split("/")[1];
  const { scripts = {} } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  for (const [tier, script] of [
    ["unit", "test"],
    ["system", "test:system"],
  ]) {
    if (scripts[script] === undefined) {
      continue;
    }
    const path = `${folder}/test-results/${tier}.json`;
    if (!existsSync(path)) {
      console.log(`${name} ${tier}: no report`);
      missing += 1;
      continue;
    }
    const report = JSON.parse(readFileSync(path, "utf8"));
    // A file that cannot even be loaded is a failed suite without tests.
    const brokenFiles = report.testResults.filter(
      (f) => f.status === "failed" && f.assertionResults.length === 0,
    );
    const passed = report.numPassedTests;
    const failed = report.numFailedTests + brokenFiles.length;
    const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
    console.log(`${name} ${tier}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
    for (const file of report.testResults) {
      for (const test of file.assertionResults) {
        if (test.status === "failed") {
          console.log(`  failed: ${test.fullName}`);
        }
        if (test.status === "pending" || test.status === "skipped") {
          console.log(`  ${test.fullName}`);
        }
      }
    }
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
}
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exitCode = total.failed > 0 || missing > 0 || total.passed === 0 ? 1 : 0;
