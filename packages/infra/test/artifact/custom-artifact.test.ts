import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { describe, expect, test } from "vitest";
import { packed, start } from "../../../artifact/test/archives.ts";
import { customArtifact } from "../../src/artifact/custom-artifact.ts";
import { recorded, theOnly, userDataOf } from "../recorded.ts";

const config = (artifact: string, artifactSha256?: string) => ({ artifact, artifactSha256 });

describe("a custom artifact", () => {
  test("from a file is uploaded like any other, and instances learn its hash", async () => {
    const path = packed([start]);
    const graph = await recorded("basic", { build: "custom", artifact: path });
    expect(theOnly(graph, "s3/bucketObjectv2:BucketObjectv2").inputs.source).toEqual({
      $asset: "file",
      path,
    });
    expect(userDataOf(graph)).toContain(`ARTIFACT_SHA256=${await fileSha256(path)}\n`);
    expect(userDataOf(graph)).not.toContain(path);
  });

  test("from a URL is fetched by its hash", async () => {
    const path = packed([start]);
    const sha256 = await fileSha256(path);
    const { artifact } = await customArtifact(
      config("https://example.org/x.tgz", sha256),
      async (request) => {
        expect(request).toMatchObject({ url: "https://example.org/x.tgz", sha256 });
        return path;
      },
    );
    expect(artifact).toEqual({ path, sha256, nodeMajor: 24 });
  });

  test("that is missing is reported for its key, with the path", async () => {
    const { mistake } = await customArtifact(config("mine.tgz"));
    expect(mistake?.key).toBe("artifact");
    expect(mistake?.remedy).toMatch(/there is no file \/.*packages\/infra\/mine\.tgz/);
  });

  test("with a hash other than the config's is reported for the hash, with the right one", async () => {
    const path = packed([start]);
    const { mistake } = await customArtifact(config(path, "0".repeat(64)));
    expect(mistake?.key).toBe("artifactSha256");
    expect(mistake?.remedy).toContain(await fileSha256(path));
  });

  test("that cannot be used is refused before any resource", async () => {
    const path = packed([{ path: "server.js" }]);
    await expect(recorded("basic", { build: "custom", artifact: path })).rejects.toThrow(
      /artifact = .*`start`/,
    );
  });
});
