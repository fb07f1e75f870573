import { spawnSync } from "node:child_process";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { beforeAll, describe, expect, test } from "vitest";
import { missing, named } from "../missing-tool.ts";
import { recorded } from "../recorded.ts";

const reason = missing("parliament", ["parliament", "--version"]);

/** The findings of the policy linter, one a line. */
function findings(document: unknown): string {
  return spawnSync("parliament", ["--json"], {
    input: JSON.stringify(document),
    encoding: "utf8",
  }).stdout.trim();
}

/** Every policy document of a graph, by where it stands. */
function documents({ resources }: ResourceGraph): [string, { Statement: Record<string, unknown>[] }][] {
  return resources.flatMap(({ type, name, inputs }) =>
    ["policy", "assumeRolePolicy"].flatMap((key): [string, { Statement: Record<string, unknown>[] }][] =>
      typeof inputs[key] === "string" ? [[`${type} ${name}`, JSON.parse(inputs[key])]] : [],
    ),
  );
}

describe.skipIf(reason !== undefined)(named("every policy document", reason), () => {
  let full: ResourceGraph;
  beforeAll(async () => {
    full = await recorded("basic", { shipLogs: "true", accessLogs: "true" });
  });

  test("has no finding of the policy linter", () => {
    const all = documents(full);
    expect(all.length).toBeGreaterThan(8);
    const found = all.map(([place, document]) => {
      // The linter knows no trust policies, which have no resource.
      const Statement = document.Statement.map((one) => ({
        Resource: "arn:aws:iam::123456789012:role/x",
        ...one,
      }));
      return [place, findings({ ...document, Statement })];
    });
    expect(found.filter(([, text]) => text !== "")).toEqual([]);
  }, 300_000);

  test("is found wrong with a mistake", () => {
    const wrong = {
      Effect: "Allow",
      Action: "dynamodb:GetItems",
      Resource: "arn:aws:dynamodb:us-east-1:1:table/x",
    };
    expect(findings({ Version: "2012-10-17", Statement: [wrong] })).toContain("UNKNOWN_ACTION");
  });
});
