import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { healthCheckSchema, pageSchema } from "@soft-landing/shared/page";
import { expectEqual, expectThat } from "../checker/check.ts";
import type { CheckContext, ConformanceCheck } from "./conformance-check.ts";

/** The web page through the load balancer. */
export const pageChecks: readonly ConformanceCheck[] = [
  {
    id: "page.json",
    title: "The page answers through the load balancer and names its server.",
    async run({ http }) {
      const answer = await http("/", { headers: { accept: "application/json" } });
      expectEqual("status", answer.status, 200);
      expectThat("page", pageSchema.safeParse(JSON.parse(answer.body)).success, answer.body);
    },
  },
  {
    id: "page.head",
    title: "HEAD has the page's headers and no body.",
    async run({ http }) {
      const answer = await http("/", { method: "HEAD" });
      expectEqual("status and body", [answer.status, answer.body], [200, ""]);
    },
  },
  {
    id: "page.round-robin",
    title: "Requests go to every instance in service, over all zones.",
    async run(context) {
      const expected = await idsInService(context);
      const seen = new Set<string>();
      for (let request = 0; request < expected.size * 10 && seen.size < expected.size; request += 1) {
        const { body } = await context.http("/healthcheck", { headers: { accept: "application/json" } });
        seen.add(healthCheckSchema.parse(JSON.parse(body)).instance.id);
      }
      expectEqual("instances that answered", [...seen].sort(), [...expected].sort());
    },
  },
  {
    id: "page.target-errors-pass",
    title: "A target's own 404 and 405 pass through, without the load balancer's name.",
    async run({ http }) {
      const missing = await http("/no-such-page");
      const method = await http("/", { method: "DELETE" });
      expectEqual("statuses", [missing.status, method.status], [404, 405]);
      expectThat("Server header", missing.headers.server !== "awselb/2.0", missing.headers.server);
    },
  },
];

async function idsInService({ place }: CheckContext): Promise<Set<string>> {
  const { AutoScalingGroups } = await place.aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [place.outputs.autoScalingGroupName] }),
  );
  const instances = AutoScalingGroups?.[0]?.Instances ?? [];
  return new Set(
    instances
      .filter(({ LifecycleState }) => LifecycleState === "InService")
      .map(({ InstanceId = "" }) => InstanceId),
  );
}
