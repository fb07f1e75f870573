import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trustAuthority } from "../../src/client/trust-authority.ts";
import { repositoryRoot } from "../../src/program/repository.ts";
import { visits, visitsDuring } from "../page-visits.ts";
import { failureOf, noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openProgram, startEmptyLab } from "./empty-lab.ts";
import { type Http2Visit, http2VisitsDuring } from "./http2-visits.ts";

const folder = join(repositoryRoot, "examples/canary");
const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1-0000-4000-8000-000000000001";

describe.skipIf(noEngine)(
  onTheEngine("two builds behind weighted target groups of one load balancer"),
  () => {
    useOwnStateHome();
    let lab: EmptyLab;
    let opened: Awaited<ReturnType<typeof openProgram>>;
    let stack: Stack;
    let url: string;

    beforeAll(async () => {
      lab = await startEmptyLab();
      const { default: program } = await import(pathToFileURL(join(folder, "index.ts")).href);
      const config = {
        "aws:region": "us-east-1",
        "canary:canaryPercent": "0",
        "canary:certificateArn": certificateArn,
      };
      opened = await openProgram(lab, { folder, name: "dev", program, config });
      stack = opened.stack;
      url = (await stack.up()).outputs.url?.value;
      trustAuthority(lab.environment.SOFT_LANDING_CA ?? "");
    });
    afterAll(async () => {
      opened?.close();
      await lab?.stop();
    });

    async function share(canaryPercent: number) {
      await stack.setConfig("canary:canaryPercent", { value: String(canaryPercent) });
      return await stack.up();
    }

    /** Who has answered; the status where nobody of the builds has. */
    async function buildsOf(count: number): Promise<(string | number)[]> {
      return (await visits(url, count)).map(({ page, statusCode }) => page?.build ?? statusCode);
    }

    test("both builds serve once their servers are healthy", async () => {
      await share(50);
      await expect
        .poll(async () => new Set(await buildsOf(20)), { timeout: 60_000 })
        .toEqual(new Set(["basic", "error-handling"]));
    });

    test("with 0 or 100 percent one build gets all requests, and only the listener is updated", async () => {
      await share(0);
      expect(new Set(await buildsOf(30))).toEqual(new Set(["basic"]));
      const { summary } = await share(100);
      expect(summary.resourceChanges).toMatchObject({ update: 1 });
      expect(summary.resourceChanges).not.toHaveProperty("create");
      expect(summary.resourceChanges).not.toHaveProperty("delete");
      expect(new Set(await buildsOf(30))).toEqual(new Set(["error-handling"]));
    });

    test("loses no request over six changes of the weights, over HTTP/1.1 and HTTP/2 at 200 requests/s each", async () => {
      let overHttp2: Http2Visit[] = [];
      const overHttp1 = await visitsDuring(url, 200, async () => {
        overHttp2 = await http2VisitsDuring(url, 200, async () => {
          for (const canaryPercent of [10, 25, 50, 75, 100, 0]) {
            await share(canaryPercent);
          }
        });
      });
      expect(overHttp1.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
      expect(overHttp2.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
      expect(overHttp1.length).toBeGreaterThan(1000);
      expect(overHttp2.length).toBeGreaterThan(1000);
      const builds = new Set(overHttp2.map(({ body }) => JSON.parse(body).build));
      expect(builds).toEqual(new Set(["basic", "error-handling"]));
    }, 300_000);

    test("with the switch off the canary's users get a page, and the others the load balancer's 502", async () => {
      await share(50);
      await lab.control.setParameter("false");
      const seen = new Set(await buildsOf(60));
      await lab.control.setParameter("true");
      expect(seen).toEqual(new Set([502, "error-handling"]));
    });

    test("the AWS API returns the weights", async () => {
      const elb = new ElasticLoadBalancingV2Client({
        endpoint: lab.environment.AWS_ENDPOINT_URL ?? "",
        region: "us-east-1",
        credentials: { accessKeyId: "lab", secretAccessKey: "lab" },
      });
      const LoadBalancerArn: string = (await stack.outputs()).loadBalancerArn?.value;
      const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
      elb.destroy();
      const https = Listeners?.find(({ Protocol }) => Protocol === "HTTPS");
      expect(https?.Certificates).toEqual([{ CertificateArn: certificateArn }]);
      const weights = https?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight);
      expect(weights).toEqual([50, 50]);
    });

    test("an invalid percentage is refused, and the page keeps working", async () => {
      await stack.setConfig("canary:canaryPercent", { value: "101" });
      expect(await failureOf(stack.up())).toContain("Give a whole number from 0 to 100");
      expect((await visits(url, 5)).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    });

    test("destroy removes everything", async () => {
      await share(0);
      await stack.destroy();
      expect((await lab.control.stacks()).stacks).toEqual([]);
    });
  },
);
