import { describe, expect, test } from "vitest";
import { trustAuthority } from "../../src/client/trust-authority.ts";
import { visits } from "../page-visits.ts";
import { noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { openLabStack, startEmptyLab } from "./empty-lab.ts";

const config = {
  "soft-landing:certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1",
  "soft-landing:domainName": "shows.example.org",
};

describe.skipIf(noEngine)(onTheEngine("this project's program with a certificate"), () => {
  useOwnStateHome();

  test("serves over HTTPS at the load balancer's address, redirects from HTTP, and changes nothing the second time", async () => {
    const lab = await startEmptyLab();
    // The program's gate, in this process, asks the lab.
    Object.assign(process.env, lab.environment);
    const opened = await openLabStack(lab, "basic", config);
    try {
      const { outputs } = await opened.stack.up();
      expect(outputs.url?.value).toBe("https://shows.example.org");
      trustAuthority(lab.environment.SOFT_LANDING_CA ?? "");
      const address: string = outputs.loadBalancerDnsName?.value;
      const builds = (await visits(`https://${address}/`, 5)).map(({ page }) => page?.build);
      expect(builds).toEqual(Array(5).fill("basic"));
      const redirected = await fetch(`http://${address}/healthcheck`);
      expect(redirected).toMatchObject({ status: 200, url: `https://${address}/healthcheck` });
      const { summary } = await opened.stack.up();
      expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
      await opened.stack.destroy();
    } finally {
      opened.close();
      await lab.stop();
    }
  }, 240_000);
});
