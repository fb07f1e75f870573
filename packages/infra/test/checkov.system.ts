import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { afterAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../src/artifact/artifact.ts";
import { missing, named } from "./missing-tool.ts";
import { recorded } from "./recorded.ts";
import { terraformPlan } from "./terraform-plan.ts";

const reason = missing("checkov", ["checkov", "--version"]);

const everything = {
  shipLogs: "true",
  accessLogs: "true",
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1-a",
  domainName: "shows.example.org",
};

/** The checks that the page names. */
const accepted = [
  ...readFileSync(join(repositoryRoot, "docs/accepted-findings.md"), "utf8").matchAll(/^\| (CKV\S.*?) \|/gm),
].flatMap(([, cell = ""]) => cell.split(", "));

describe.skipIf(reason !== undefined)(named("checkov, over the recorded program", reason), () => {
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-checkov-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The checks that fail. */
  function findings(graph: ResourceGraph): string[] {
    const plan = join(folder, "plan.json");
    writeFileSync(plan, JSON.stringify(terraformPlan(graph)));
    const options = ["--framework", "terraform_plan", "--skip-download", "--compact", "--output", "json"];
    const { stdout, stderr } = spawnSync("checkov", ["--file", plan, ...options], { encoding: "utf8" });
    const report: {
      summary: { resource_count: number };
      results: { failed_checks: { check_id: string }[] };
    } = JSON.parse(stdout || JSON.stringify({ stderr }));
    expect(report.summary.resource_count).toBeGreaterThan(30);
    return report.results.failed_checks.map(({ check_id }) => check_id);
  }

  test("finds exactly what docs/accepted-findings.md gives reasons for", async () => {
    const found = [...findings(await recorded("basic")), ...findings(await recorded("basic", everything))];
    expect([...new Set(found)].toSorted()).toEqual(accepted.toSorted());
  });

  test("finds a wrong setting", async () => {
    const graph = await recorded("basic");
    const careless = structuredClone(graph);
    for (const { type, inputs } of careless.resources) {
      if (type === "aws:ec2/launchTemplate:LaunchTemplate") {
        inputs.metadataOptions = { httpTokens: "optional" };
      }
    }
    expect(findings(careless)).toContain("CKV_AWS_79");
  });
});
