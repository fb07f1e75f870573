import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checkArtifact } from "@soft-landing/artifact/check";
import { artifactManifestSchema } from "@soft-landing/artifact/manifest";
import { serverBuilds } from "@soft-landing/shared/builds";
import { list } from "tar";
import { describe, expect, test } from "vitest";

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe.each(serverBuilds)("dist/%s after the build task", (build) => {
  const archive = file(`dist/${build}.tgz`);
  const readManifest = async () =>
    artifactManifestSchema.parse(JSON.parse(await readFile(file(`dist/${build}.json`), "utf8")));

  test("exists, with a manifest of its hash and sizes", async () => {
    expect(existsSync(archive), "run `pnpm turbo build` first").toBe(true);
    const bytes = await readFile(archive);
    const manifest = await readManifest();
    expect(manifest.build).toBe(build);
    expect(manifest.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(manifest.packedBytes).toBe(bytes.length);
    await expect(checkArtifact(archive)).resolves.toBeUndefined();
  });

  test("has start and the server as plain files at its root", async () => {
    const entries: string[] = [];
    await list({ file: archive, onReadEntry: ({ path, type }) => void entries.push(`${type} ${path}`) });
    expect(entries).toEqual(["File start", "File server.cjs"]);
  });

  test("stays within 1.1 MB unpacked and 250 KB packed", async () => {
    const { unpackedBytes, packedBytes } = await readManifest();
    expect(unpackedBytes).toBeLessThanOrEqual(1_100_000);
    expect(packedBytes).toBeLessThanOrEqual(250_000);
  });

  test("names its sources, relative to the repository, without installed packages", async () => {
    const inputs = Object.keys((await readManifest()).inputs);
    expect(inputs).toEqual([...inputs].sort());
    expect(inputs).toContain(`packages/server/src/builds/${build}.ts`);
    expect(inputs).toContain("packages/shared/src/instance-environment.ts");
    expect(inputs).toContain("packages/server/build/start.sh");
    expect(inputs).toContain("pnpm-lock.yaml");
    expect(inputs.filter((path) => path.includes("node_modules") || path.startsWith("/"))).toEqual([]);
  });

  test("does not include another build's sources", async () => {
    const inputs = Object.keys((await readManifest()).inputs);
    for (const other of serverBuilds.filter((name) => name !== build)) {
      expect(inputs).not.toContain(`packages/server/src/builds/${other}.ts`);
      expect(inputs).not.toContain(`packages/server/src/handlers/${other}.ts`);
    }
  });
});
