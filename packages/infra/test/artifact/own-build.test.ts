import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ArtifactFault, ownBuildArtifact } from "../../src/artifact/own-build.ts";

let root: string;
let dist: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "soft-landing-build-"));
  dist = join(root, "dist");
  mkdirSync(dist);
  write("server.ts", "source");
  write("dist/basic.tgz", "packed");
  writeManifest({});
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function writeManifest(changes: object): void {
  const manifest = {
    build: "basic",
    sha256: sha256("packed"),
    packedBytes: 6,
    unpackedBytes: 6,
    nodeMajor: 24,
    inputs: { "server.ts": sha256("source") },
    ...changes,
  };
  write("dist/basic.json", JSON.stringify(manifest));
}

const found = () => ownBuildArtifact("basic", dist, root);
const remedy = "Run `pnpm build`";

test("an artifact built from the current sources is used", async () => {
  expect(await found()).toEqual({ path: join(dist, "basic.tgz"), sha256: sha256("packed"), nodeMajor: 24 });
});

test.each<[string, () => void, RegExp]>([
  ["a build that was never made", () => rmSync(join(dist, "basic.json")), /has not been built/],
  ["a missing artifact", () => rmSync(join(dist, "basic.tgz")), /is missing/],
  [
    "an artifact that is not the manifest's",
    () => write("dist/basic.tgz", "other"),
    /not the one that its manifest describes/,
  ],
  ["changed sources", () => write("server.ts", "changed"), /stale.*server\.ts/],
  ["deleted sources", () => rmSync(join(root, "server.ts")), /stale.*server\.ts/],
  ["a file that is not a manifest", () => write("dist/basic.json", "{"), /not a manifest/],
  [
    "another build's manifest",
    () => writeManifest({ build: "error-handling" }),
    /not a manifest of build basic/,
  ],
])("%s is refused with the command that builds it", async (_what, spoil, reason) => {
  spoil();
  const refusal = await found().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ArtifactFault);
  expect((refusal as Error).message).toMatch(reason);
  expect((refusal as Error).message).toContain(remedy);
});
