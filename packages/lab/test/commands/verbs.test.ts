import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { stackBuilds } from "@soft-landing/shared/builds";
import type { LogLine } from "@soft-landing/shared/lab-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLineFor } from "../../src/command-line.ts";
import { labEntry } from "../../src/program/repository.ts";
import { runLab } from "../lab-cli.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();

describe("the command line", async () => {
  const program = await commandLineFor();
  const verbs = program.commands.flatMap((verb) => [verb, ...verb.commands]);

  test("has every verb", () => {
    expect(program.commands.map((verb) => verb.name())).toEqual(
      expect.arrayContaining(
        "up down status logs env switch param fault kill freeze unfreeze slow unslow zone-down zone-up walkthrough compare conformance bench".split(
          " ",
        ),
      ),
    );
  });

  test.each(verbs.map((verb) => [verb.name(), verb] as const))(
    "describes %s and each of its options",
    (_name, verb) => {
      expect(verb.description()).not.toBe("");
      for (const option of verb.options) {
        expect(option.description, option.flags).not.toBe("");
      }
    },
  );

  test.each(
    verbs
      .filter((verb) => verb.commands.length === 0 && verb.name() !== "help")
      .map((verb) => [verb.name(), verb] as const),
  )("shows by an example how %s is used", (name, verb) => {
    const help: string[] = [];
    verb.configureOutput({ writeOut: (text) => void help.push(text) }).outputHelp();
    expect(help.join("")).toMatch(
      new RegExp(`Examples:\\n  (pnpm lab|eval).*${name === "up" ? "" : `\\b${name}\\b`}`),
    );
  });

  test("prints its version", async () => {
    expect(await runLab("--version")).toEqual({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
  });

  test.each("status env param fault compare bench walkthrough conformance switch".split(" "))(
    "has JSON output for %s",
    (name) => {
      const verb = program.commands.find((found) => found.name() === name);
      const reporting = verb === undefined ? [] : [verb, ...verb.commands];
      expect(reporting.some(({ options }) => options.some(({ long }) => long === "--json"))).toBe(true);
    },
  );

  test.each(["down", "status", "logs", "env", "switch", "freeze", "walkthrough", "conformance", "compare"])(
    "lets %s choose between several labs by console port",
    async (name) => {
      const verb = (await commandLineFor(name)).commands.find((found) => found.name() === name);
      expect(verb?.options.map(({ long }) => long)).toContain("--console-port");
    },
  );

  test("refuses an unknown verb, and suggests a similar one", async () => {
    const { exitCode, stderr } = await runLab("swich", "basic");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("unknown command 'swich'");
    expect(stderr).toContain("Did you mean switch?");
  });

  test.each([
    [["bench", "nothing"], "There is no bench nothing. The benches are pages, start,"],
    [["compare", "--experiment", "nothing"], 'There is no experiment "nothing".'],
    [["compare", "--rate", "0"], "Give requests per second, from 1 to 1000."],
    [["compare", "--artifact", "/nowhere.tgz"], "There is no artifact /nowhere.tgz."],
    [["compare", "--from", "a.json", "--rate", "5"], "cannot be used with option '--rate <n>'"],
    [["compare", "--as-built", "--out", "/dev/null"], "Nothing can be written to the folder /dev/null"],
    [["bench", "pages", "--as-built", "--out", "/dev/null"], "Choose another one with --out."],
    [["compare", "--console-port", "1"], "No lab has its console on port 1."],
    [["compare", "--aws", "--artifact", "a.tgz"], "cannot be used with option '--artifact <file>'"],
    [["compare", "--from", "/nowhere.json"], "There is no journal /nowhere.json."],
    [["up", "--build", "custom"], "Build custom needs an artifact."],
    [["up", "--build", "basic", "--artifact", "a.tgz"], "Build basic comes with its own artifact."],
    [["up", "--artifact-sha256", "00"], "--artifact-sha256 needs --artifact."],
    [["walkthrough", "--aws", "--artifact", "a.tgz"], "--artifact works in the lab only."],
  ])("%s is refused before anything is built or started", async (args, words) => {
    const { exitCode, stdout, stderr } = await runLab(...args);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("Building");
    expect([exitCode, stdout]).toEqual([1, ""]);
  });

  test.each(["bench", "compare"])("%s --list lists everything, as JSON too", async (verb) => {
    const lines = (await runLab(verb, "--list")).stdout.trim().split("\n");
    const listed = JSON.parse((await runLab(verb, "--list", "--json")).stdout) as { name: string }[];
    expect(listed.length).toBeGreaterThan(5);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(listed.map(({ name }) => name));
  });

  test("treats options without a verb as those of up", async () => {
    const { exitCode, stderr } = await runLab("--port", "none");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("option '--port <port>' argument 'none' is invalid");
  });
});

describe("on a running lab", () => {
  let lab: OwnLab;
  beforeAll(async () => {
    lab = await startOwnLab("basic");
  });
  afterAll(() => lab?.stop());

  const succeeds = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runLab(...args);
    expect([exitCode, stderr]).toEqual([0, ""]);
    return stdout;
  };

  test("logs prints the servers' output, of all instances or of one", async () => {
    // A server may be healthy before its first line has come through its pipe.
    const spoken = async () => new Set((await lab.control.logs(0)).map(({ instanceId }) => instanceId)).size;
    await expect.poll(spoken, { timeout: 10_000, interval: 5 }).toBe(3);
    const all = (await succeeds("logs", "--no-follow", "--json"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LogLine);
    const [first] = all;
    expect(new Set(all.map(({ instanceId }) => instanceId)).size).toBe(3);
    const ofOne = await succeeds("logs", first?.instanceId ?? "", "--no-follow");
    expect(ofOne).toContain(`${first?.instanceId} ${first?.text}\n`);
    expect(new Set(ofOne.match(/i-0\w+/g))).toEqual(new Set([first?.instanceId]));
  });

  test("logs refuses an instance that never ran", async () => {
    const { exitCode, stderr } = await runLab("logs", "i-0", "--no-follow");
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining("Instance i-0 is not running.\n  The instances are i-0"),
    ]);
  });

  test("param set and get change and show the switch", async () => {
    expect(await succeeds("param", "set", "false")).toMatch(
      /^\/soft-landing-basic-recommendations-\w+\/RecommendationServiceEnabled is false \(version 2\)\.\n$/,
    );
    expect(await succeeds("param", "get")).toBe("false\n");
    expect(JSON.parse(await succeeds("param", "get", "--json"))).toMatchObject({
      value: "false",
      version: 2,
    });
    await succeeds("param", "set", "true");
  });

  test("fault set, list and clear describe faults in words", async () => {
    const scope = ["--service", "dynamodb", "--operation", "GetItem", "--zone", "us-east-1a"];
    const set = await succeeds(
      "fault",
      "set",
      ...scope,
      "--latency",
      "250",
      "--jitter",
      "50",
      "--probability",
      "0.5",
    );
    expect(set).toMatch(
      /^Fault \S+ is set: dynamodb GetItem from zone us-east-1a: 250 ms later ± 50 ms, for 50 % of the calls\.\n$/,
    );
    expect(await succeeds("fault", "list")).toContain("dynamodb GetItem from zone us-east-1a");
    const [fault] = JSON.parse(await succeeds("fault", "list", "--json")) as { id: string }[];
    expect(await succeeds("fault", "clear", fault?.id ?? "")).toBe(`Cleared ${fault?.id}.\n`);
    expect(await succeeds("fault", "list")).toBe("No faults are set.\n");
    expect(await succeeds("fault", "clear")).toBe("All faults are cleared.\n");
  });

  test("a fault without an effect, or with an invalid one, is refused before it reaches the lab", async () => {
    const none = await runLab("fault", "set", "--service", "ssm");
    expect([none.exitCode, none.stderr]).toEqual([
      1,
      expect.stringContaining("A fault needs an effect: an error, a latency, or a hang."),
    ]);
    const impossible = await runLab("fault", "set", "--latency", "soon");
    expect([impossible.exitCode, impossible.stderr]).toEqual([
      1,
      expect.stringContaining("--latency takes milliseconds from 0 to 3600000."),
    ]);
    const contradicting = await runLab("fault", "set", "--hang", "--error", "Throttling");
    expect([contradicting.exitCode, contradicting.stderr]).toEqual([
      1,
      expect.stringContaining("Choose one of them"),
    ]);
    const bare = await runLab("fault", "set", "--status", "500");
    expect([bare.exitCode, bare.stderr]).toEqual([1, expect.stringContaining("--error is missing.")]);
    expect(await lab.control.faults()).toEqual([]);
  });

  test("status names the fault that prevents it from getting an answer", async () => {
    await lab.control.addFaults([
      { service: "ssm", error: { statusCode: 400, code: "AccessDeniedException" } },
    ]);
    const { exitCode, stderr } = await runLab("status");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("`pnpm lab fault clear`")]);
    expect(stderr).toContain("AccessDeniedException");
    await lab.control.clearFaults();
  });

  test("a fault on an unknown service, operation, instance or zone is refused with the known ones", async () => {
    for (const [named, there] of [
      [["--service", "s3"], "dynamodb, ssm"],
      [["--service", "ssm", "--operation", "GetItem"], "DescribeParameters, GetParameter, GetParameters,"],
      [["--operation", "getItem"], "GetItem"],
      [["--instance", "i-none"], "The instances are i-0"],
      [["--zone", "mars-1"], "The zones are us-east-1a, us-east-1b, us-east-1c."],
    ] as const) {
      const { exitCode, stderr } = await runLab("fault", "set", "--hang", ...named);
      expect([exitCode, stderr], named.join(" ")).toEqual([1, expect.stringContaining(there)]);
    }
    expect(await lab.control.faults()).toEqual([]);
  });

  test("zone-down, zone-up, freeze, unfreeze and kill say what they did, and status shows it", async () => {
    expect(await succeeds("zone-down", "us-east-1c")).toBe("Zone us-east-1c is down.\n");
    expect(await succeeds("status")).toContain("Disturbance   zone us-east-1c: down");
    expect(await succeeds("zone-up", "us-east-1c")).toBe("Zone us-east-1c is back up.\n");
    expect(await succeeds("zone-up", "us-east-1c")).toBe("Zone us-east-1c is not down; nothing changes.\n");
    const [first, second] = (await lab.control.snapshot()).autoScalingGroup.instances.map(({ id }) => id);
    expect(await succeeds("freeze", first ?? "")).toBe(`Instance ${first} is frozen.\n`);
    expect(await succeeds("status")).toContain(`Disturbance   instance ${first}: frozen`);
    expect(JSON.parse(await succeeds("unfreeze", first ?? "", "--json"))).toEqual({
      words: `Instance ${first} continues.`,
      subject: first,
    });
    expect(await succeeds("unfreeze", first ?? "")).toBe(
      `Instance ${first} is not frozen; nothing changes.\n`,
    );
    expect(await succeeds("kill", second ?? "")).toBe(
      `Instance ${second} is terminated. Its Auto Scaling group launches another one.\n`,
    );
  });

  test("an unknown instance or zone is refused with the known ones", async () => {
    const instance = await runLab("kill", "i-none");
    expect([instance.exitCode, instance.stderr]).toEqual([
      1,
      expect.stringContaining("The instances are i-0"),
    ]);
    const zone = await runLab("zone-down", "mars-1");
    expect([zone.exitCode, zone.stderr]).toEqual([1, expect.stringContaining("The zones are us-east-1a")]);
  });

  test("switch refuses an unknown build, and an artifact with a build that has its own", async () => {
    const unknown = await runLab("switch", "experimental");
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining(stackBuilds.join(", "))]);
    const own = await runLab("switch", "basic", "--artifact", "mine.tgz");
    expect([own.exitCode, own.stderr]).toEqual([1, expect.stringContaining("comes with its own artifact")]);
    const none = await runLab("switch", "custom");
    expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining("--artifact FILE")]);
  });

  test("logs ends without an error when its reader leaves", async () => {
    await lab.control.setParameter("false");
    const logs = spawn(process.execPath, [labEntry, "logs"], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(logs, "close");
    const stderr = text(logs.stderr);
    await once(logs.stdout, "data");
    logs.stdout.destroy();
    // Each failing page is a line of the log. Without a line there is nothing to write to the reader.
    const visiting = setInterval(() => void fetch(lab.pageUrl).catch(() => {}), 50);
    expect([await ended, await stderr]).toEqual([[0, null], ""]);
    clearInterval(visiting);
    await lab.control.setParameter("true");
  });
});
