import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { describe, expect, test } from "vitest";
import { additionalCostTable } from "../../src/cost/cost-tables.ts";
import { hourlyBill, totalUsdPerHour } from "../../src/cost/hourly-bill.ts";
import { prices } from "../../src/cost/prices.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";
import { readRepositoryFile } from "../../src/repository.ts";

const graph = readRecordedGraph("basic");

function withInputs(type: string, inputs: Record<string, unknown>): ResourceGraph {
  const copy = structuredClone(graph);
  for (const resource of copy.resources.filter((candidate) => candidate.type === type)) {
    Object.assign(resource.inputs, inputs);
  }
  return copy;
}

function countOf(bill: ReturnType<typeof hourlyBill>, start: string): number | undefined {
  return bill.find(({ item }) => item.startsWith(start))?.count;
}

describe("an hour of the stack", () => {
  test("costs the sum of its lines", () => {
    const bill = [
      { item: "a", count: 2, usdPerHour: 0.5 },
      { item: "b", count: 3, usdPerHour: 0.1 },
    ];
    expect(totalUsdPerHour(bill)).toBeCloseTo(1.3);
  });

  test("is counted from the graph: more instances cost more", () => {
    const bill = hourlyBill(withInputs("aws:autoscaling/group:Group", { minSize: 7 }));
    expect(countOf(bill, "t4g.micro")).toBe(7);
    expect(countOf(bill, "gp3")).toBe(7);
  });

  test("includes an endpoint and an address for each zone", () => {
    const bill = hourlyBill(graph);
    expect(countOf(bill, "Interface endpoint")).toBe(3);
    expect(countOf(bill, "Public IPv4")).toBe(3);
  });

  test("does not bill gateway endpoints", () => {
    const items = hourlyBill(graph).map(({ item }) => item);
    expect(items.filter((item) => item.includes("s3") || item.includes("dynamodb"))).toEqual([]);
  });

  test("with shipLogs costs one more endpoint for each zone, as docs/cost.md says", () => {
    const command = fileURLToPath(new URL("../../../stack-graph/src/record/record.ts", import.meta.url));
    const args = [command, "--stack", "basic", "--config", "shipLogs=true"];
    const shipping = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    const more = totalUsdPerHour(hourlyBill(shipping)) - totalUsdPerHour(hourlyBill(graph));
    expect(more).toBeCloseTo(3 * prices.interfaceEndpoint.usd);
    expect(additionalCostTable(graph)).toContain(`${more.toFixed(4)} USD per hour, and`);
  });

  test("costs as much as README says", () => {
    const total = totalUsdPerHour(hourlyBill(graph)).toFixed(2);
    expect(readRepositoryFile("README.md")).toContain(`about ${total} USD an hour`);
  });

  test("has no result for an instance type without a price, and says where to add it", () => {
    const costly = withInputs("aws:ec2/launchTemplate:LaunchTemplate", {
      instanceType: "u7i-12tb.224xlarge",
    });
    expect(() => hourlyBill(costly)).toThrow("packages/docs/src/cost/prices.ts");
  });
});
