import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packArtifact } from "../../../aws-local/test/artifacts.ts";
import { runLab } from "../lab-cli.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { visit, visitsDuring } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let folder: string;
let lab: OwnLab;
beforeAll(async () => {
  process.env.AWS_SECRET_ACCESS_KEY = "a person's own";
  process.env.SECRET_OF_MINE = "not for servers";
  folder = await mkdtemp(join(tmpdir(), "switch-release-"));
  lab = await startOwnLab("basic");
});
afterAll(async () => {
  await lab?.stop();
  await rm(folder, { recursive: true, force: true });
});

const switchTo = (artifact: string) => runLab("switch", "custom", "--artifact", artifact, "--as-built");

/**
 * A server that answers whatever it is asked with one status, written as somebody's own `start`. Its slow page takes a
 * second, for which it does not wait at its end.
 */
const server = (statusCode: number) => `#!/usr/bin/env node
process.on("SIGTERM", () => process.exit());
require("node:http")
  .createServer((request, response) => {
    response.statusCode = ${statusCode};
    const page = JSON.stringify({ node: process.version, environment: process.env});
    setTimeout(() => response.end(page), request.url === "/slow" ? 1_000 : 0);
  })
  .listen(Number(process.env.PORT), process.env.HOST);
`;

test("a release whose server dies fails with its last lines, and the old release serves every request meanwhile", async () => {
  const artifact = await packArtifact(folder, "#!/bin/sh\necho no table today >&2\nexit 7\n");
  let outcome: Awaited<ReturnType<typeof switchTo>> | undefined;
  const found = await visitsDuring(lab.pageUrl, 20, async () => {
    outcome = await switchTo(artifact);
  });
  expect(outcome?.exitCode).toBe(1);
  expect(outcome?.stderr.match(/build basic still serves/g)).toHaveLength(1);
  expect(outcome?.stderr).toContain("ended with exit code 7");
  expect(outcome?.stderr).toContain("\n  Try the artifact on its own");
  expect(outcome?.stderr).toContain("no table today");
  expect(found.filter(({ page }) => page?.build !== "basic")).toEqual([]);
  const groupGone = async () =>
    (await lab.control.snapshot()).autoScalingGroup.instances.map(({ build }) => build);
  await expect.poll(groupGone, { timeout: 20_000 }).toEqual(["basic", "basic", "basic"]);
});

test("a custom artifact takes over on the repository's Node and without a lost request", async () => {
  const artifact = await packArtifact(folder, server(200));
  const found = await visitsDuring(lab.pageUrl, 50, async () => {
    const { exitCode, stderr } = await switchTo(artifact);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("Launching build custom")]);
  });
  expect(found.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
  expect(await whatItSees()).toMatchObject({ node: process.version });
});

test("a custom artifact gets user data's environment, five values of this machine, and nothing from the person's environment", async () => {
  const { environment } = await whatItSees();
  expect(environment).toMatchObject({
    NODE_ENV: "production",
    AWS_REGION: "us-east-1",
    RECOMMENDATION_SWITCH_PARAMETER: expect.stringMatching(/\/RecommendationServiceEnabled$/),
    HOST: "127.0.0.1",
    PORT: expect.stringMatching(/^\d+$/),
    AWS_ENDPOINT_URL: lab.awsEndpointUrl,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    HOME: expect.stringContaining(`soft-landing-${lab.pid}-`),
  });
  expect(Object.keys(environment).filter((name) => name.startsWith("AWS_"))).toHaveLength(3);
  expect(environment).not.toHaveProperty("SECRET_OF_MINE");
});

test("requests in flight finish, although their page takes a second and the old servers end at SIGTERM", async () => {
  const found = await visitsDuring(`${lab.pageUrl}/slow`, 20, async () => {
    await lab.control.switchBuild({ build: "basic" });
    const answer = async () => (await visit(`${lab.pageUrl}/slow`)).statusCode;
    await expect.poll(answer, { timeout: 10_000, interval: 5 }).toBe(404);
  });
  const statusCodes = new Set(found.map(({ statusCode }) => statusCode));
  expect(statusCodes).toContain(200);
  statusCodes.delete(200);
  statusCodes.delete(404);
  expect([...statusCodes], "404 is the new build's word that it has no such page").toEqual([]);
  const terminated = async () =>
    (await lab.control.snapshot()).autoScalingGroup.activities
      .map(({ description }) => description)
      .filter((description) => description.startsWith("Terminating"));
  await expect.poll(async () => new Set(await terminated()).size, { timeout: 20_000 }).toBeGreaterThan(8);
  expect(await terminated()).toHaveLength(new Set(await terminated()).size);
});

test("a switch back deploys the repository's own build", async () => {
  expect((await visit(lab.pageUrl)).page?.build).toBe("basic");
});

test.each([
  ["while the program is evaluated", "Evaluating"],
  ["while its instances launch", "Launching"],
])(
  "a switch %s keeps others out, and does not change the release that serves if it is cancelled",
  async (_when, message) => {
    const reached = Promise.withResolvers<void>();
    // It never turns healthy.
    const artifact = await packArtifact(folder, server(500));
    const sha256 = createHash("sha256")
      .update(await readFile(artifact))
      .digest("hex");
    const found = await visitsDuring(lab.pageUrl, 20, async () => {
      const switched = lab.control.switchBuild(
        { build: "custom", artifact, artifactSha256: sha256 },
        { onProgress: (deployment) => deployment.message.startsWith(message) && reached.resolve() },
      );
      const refused = expect(switched).rejects.toThrow("Cancelled. Build basic still serves.");
      await reached.promise;
      await expect(
        lab.control.switchBuild({ build: "error-handling" }),
        "one update at a time",
      ).rejects.toThrow("switching to build custom");
      const { stdout } = await runLab("switch", "--cancel");
      expect(stdout).toBe("Cancelled. Build basic still serves.\n");
      const { deployment } = await lab.control.snapshot();
      expect(deployment).toMatchObject({ state: "cancelled", endedAt: expect.any(String) });
      await refused;
    });
    expect(found.filter(({ page }) => page?.build !== "basic")).toEqual([]);
    const { autoScalingGroup } = await lab.control.snapshot();
    expect(autoScalingGroup.instances.map(({ build }) => build)).toEqual(["basic", "basic", "basic"]);
  },
);

test("without a switch under way, cancelling is refused", async () => {
  const { exitCode, stderr } = await runLab("switch", "--cancel");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Stack basic has no switch to cancel.")]);
});

interface Seen {
  node: string;
  environment: Record<string, string>;
}

async function whatItSees(): Promise<Seen> {
  return (await (await fetch(lab.pageUrl)).json()) as Seen;
}
