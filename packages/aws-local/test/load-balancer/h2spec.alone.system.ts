import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { startHttpsRig } from "./https-rig.ts";
import { answer } from "./raw-target.ts";

/** The Go module that pins the suite. */
const toolsModule = join(import.meta.dirname, "../../../../.ci/h2spec");

/** Where the suite is, built from its Go module where it was not; or why there is none. */
const h2spec = findH2spec();

/**
 * What the suite expects and does not see, by section and sentence. The frames are nghttp2's work, under Node's own HTTP/2; each of
 * these is as RFC 9113 allows it by now, or stricter than asked for.
 */
const exceptions: Readonly<Record<string, string>> = {
  "http2/5.1 closed: Sends a DATA frame after sending RST_STREAM frame":
    "The frame is ignored: a receiver may discard what comes on a stream that was reset.",
  "http2/5.1 closed: Sends a HEADERS frame after sending RST_STREAM frame": "The same.",
  "http2/5.1 closed: Sends a DATA frame": "Frames on a closed stream are ignored without an error.",
  "http2/5.1 closed: Sends a HEADERS frame": "The same.",
  "http2/5.1.1 Sends stream identifier that is numerically smaller than previous":
    "The smaller number is a stream that is closed, whose frames are ignored; the first request is answered.",
  "http2/5.3.1 Sends PRIORITY frame that depend on itself":
    "RFC 9113 has deprecated priorities; PRIORITY frames are ignored.",
  "http2/6.3 Sends a PRIORITY frame with 0x0 stream identifier": "The same.",
  "http2/6.7 Sends a PING frame with ACK":
    "Node ends a connection on which an answer comes to a ping that it did not send.",
  "http2/6.9.1 Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1 on a stream":
    "The connection is ended, not the stream alone.",
};

describe.skipIf("skipped" in h2spec)(
  "skipped" in h2spec ? h2spec.skipped : "h2spec, every test in strict mode",
  () => {
    test("passes against an HTTPS listener, except the exceptions that are explained", async () => {
      const rig = await startHttpsRig(answer("hello"));
      const folder = await mkdtemp(join(tmpdir(), "h2spec-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const report = join(folder, "report.xml");
      const where = ["--tls", "--insecure", "--host", "127.0.0.1", "--port", `${rig.listener.localPort}`];
      // It ends with 1 where a test fails.
      await promisify(execFile)(h2specFile(), [...where, "--strict", "--junit-report", report]).catch(
        () => {},
      );
      const outcomes = readReport(await readFile(report, "utf8"));
      expect(outcomes.length).toBeGreaterThan(140);
      const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name);
      expect(failed.toSorted()).toEqual(Object.keys(exceptions).toSorted());
    }, 120_000);
  },
);

function h2specFile(): string {
  if ("skipped" in h2spec) {
    throw new Error(h2spec.skipped);
  }
  return h2spec.file;
}

/** Reads the suite's JUnit report. */
function readReport(xml: string): { name: string; passed: boolean }[] {
  const cases = xml.matchAll(
    /<testcase package="([^"]*)" classname="([^"]*)"[^>]*>(\s*<(?:failure|error)>)?/g,
  );
  return [...cases].map(([, section = "", sentence = "", fault]) => ({
    name: `${section} ${sentence.replaceAll("&#34;", '"').replaceAll("&amp;", "&")}`,
    passed: fault === undefined,
  }));
}

/** Builds it once, in some seconds, below the user's cache folder. */
function findH2spec(): { file: string } | { skipped: string } {
  const version = /summerwind\/h2spec (v\S+)/.exec(readFileSync(join(toolsModule, "go.mod"), "utf8"))?.[1];
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "soft-landing", `h2spec-${version}`);
  const file = join(folder, "h2spec");
  if (existsSync(file)) {
    return { file };
  }
  if (spawnSync("go", ["version"]).status !== 0) {
    return { skipped: "skipped: Go is missing, from which h2spec is built" };
  }
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}-${process.pid}`;
  const source = "github.com/summerwind/h2spec/cmd/h2spec";
  const { status } = spawnSync("go", ["build", "-mod=readonly", "-o", unfinished, source], {
    cwd: toolsModule,
  });
  if (status !== 0) {
    return { skipped: "skipped: go build of h2spec failed; it needs Go's module proxy once" };
  }
  renameSync(unfinished, file);
  return { file };
}
