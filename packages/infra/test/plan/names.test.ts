import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAutonaming, physicalName } from "@soft-landing/stack-graph/record/autonaming";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { projectFolder } from "../../src/artifact/artifact.ts";
import { dashboardName, dashboardUrl, longestStackName, switchParameterName } from "../../src/plan/names.ts";

/** What Pulumi allows in a stack's name. */
const stackName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

test("the switch is named after the table, whose name is the only one in its region", () => {
  expect(switchParameterName("soft-landing-basic-recommendations-1a2b3c4")).toBe(
    "/soft-landing-basic-recommendations-1a2b3c4/RecommendationServiceEnabled",
  );
});

describe("a dashboard's name", () => {
  test("is valid for CloudWatch for every stack, and different for every load balancer", () => {
    fc.assert(
      fc.property(stackName, (stack) => {
        const [one, other] = ["50dc6c495c0c9188", "0123456789abcdef"].map((id) =>
          dashboardName(stack, `app/soft-landing-web-1a2b3c4/${id}`),
        );
        expect(one).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
        expect(one).not.toBe(other);
      }),
    );
  });
});

test("a dashboard is named after the stack, without dots, and the load balancer's ID, and has an address in its region", () => {
  const name = dashboardName("my.own.stack", "app/soft-landing-web-1a2b3c4/50dc6c495c0c9188");
  expect(name).toBe("soft-landing-my-own-stack-50dc6c495c0c9188");
  expect(dashboardUrl("eu-west-1", name)).toBe(
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/soft-landing-my-own-stack-50dc6c495c0c9188",
  );
});

test("Pulumi.yaml's autonaming fits AWS's shortest limits, up to the longest accepted stack name", () => {
  const { config } = parse(readFileSync(join(projectFolder, "Pulumi.yaml"), "utf8"));
  const autonaming = parseAutonaming(JSON.stringify(config["pulumi:autonaming"].value));
  const stack = "S".repeat(longestStackName);
  const named = (type: string, name: string) =>
    physicalName(autonaming, {
      ...{ project: "soft-landing", stack, type, name },
      hex: (digits) => "0".repeat(digits),
    });
  expect(named("aws:lb/loadBalancer:LoadBalancer", "web").length).toBeLessThanOrEqual(32);
  expect(named("aws:lb/targetGroup:TargetGroup", "web").length).toBeLessThanOrEqual(32);
  expect(named("aws:s3/bucket:Bucket", "access-logs")).toMatch(/^[a-z0-9-]{3,63}$/);
  expect(named("aws:iam/role:Role", "server").length).toBe(64);
  expect(longestStackName).toBe(36);
});
