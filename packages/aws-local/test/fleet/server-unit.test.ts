import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { placeBoot, readBootPlan } from "../../src/fleet/boot-plan.ts";
import { mistakeOf } from "./mistake-of.ts";

const server = "import { createServer } from 'node:http';\n";
const sha256 = "a".repeat(64);
const artifact = `Environment=ARTIFACT_S3_URI=s3://bucket/key.tgz ARTIFACT_SHA256=${sha256}`;
const unit = (...lines: string[]) => ["[Service]", ...lines, ""].join("\n");
const nodeUnit = unit("ExecStart=/usr/bin/node /opt/app/server.mjs");
const foreignUnit = unit("ExecStart=/usr/bin/agent");

/** What user data that writes these files comes to. */
function plan(files: Record<string, string>, others: object = {}) {
  const write_files = Object.entries(files).map(([path, content]) => ({ path, content }));
  const text = stringify({
    write_files: [...write_files, { path: "/opt/app/server.mjs", content: server }],
    ...others,
  });
  return readBootPlan(Buffer.from(`#cloud-config\n${text}`).toString("base64"));
}

const mistake = (files: Record<string, string>) => mistakeOf(() => plan(files));

const inSystem = (name: string) => `/etc/systemd/system/${name}`;
const serving = (line: string, ...others: string[]) =>
  plan({ [inSystem("app.service")]: unit(line, ...others) });

describe("the unit that starts the server", () => {
  test.each(["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"])(
    "may be written into %s",
    (folder) => {
      expect(plan({ [`${folder}/app.service`]: nodeUnit }).unit.name).toBe("app.service");
    },
  );

  test.each([inSystem("app.timer"), inSystem("app.service.d/more.service"), "/opt/app.service"])(
    "is not %s",
    (path) => {
      expect(mistake({ [path]: nodeUnit }).message).toBe(
        "The launch template's user data writes no systemd unit into /etc/systemd/system.",
      );
    },
  );

  test("is the one that the lab can start, in any position", () => {
    const { unit: started, notPlayed } = plan({
      [inSystem("a.service")]: foreignUnit,
      [inSystem("b.service")]: nodeUnit,
      [inSystem("c.service")]: foreignUnit,
    });
    expect(started.name).toBe("b.service");
    expect(notPlayed).toEqual([`the unit ${inSystem("a.service")}`, `the unit ${inSystem("c.service")}`]);
  });

  test("is named with what it starts if the lab can start none", () => {
    const { message, remedy } = mistake({
      [inSystem("a.service")]: foreignUnit,
      [inSystem("b.service")]: unit("ExecStart=server"),
    });
    expect(message).toBe(
      "The launch template's user data writes no unit that the lab can start, only " +
        "/etc/systemd/system/a.service (ExecStart=/usr/bin/agent), /etc/systemd/system/b.service (ExecStart=server).",
    );
    expect(remedy).toBe(
      "In ExecStart= the lab supports Node (`/usr/bin/node-24 /opt/app/server.mjs`), an executable file that " +
        "user data writes, a shell (`/bin/sh -c …`), or the `start` of an artifact that ARTIFACT_S3_URI and " +
        "ARTIFACT_SHA256 in the unit's environment name.",
    );
  });

  test("is the only one", () => {
    const { message, remedy } = mistake({
      [inSystem("a.service")]: nodeUnit,
      [inSystem("b.service")]: nodeUnit,
    });
    expect(message).toContain("writes more than one unit that starts a server: ");
    expect(remedy).toContain("Start one unit with `systemctl enable --now NAME` in runcmd.");
  });

  const two = { [inSystem("a.service")]: nodeUnit, [inSystem("b.service")]: nodeUnit };
  test.each([
    [["systemctl", "start", "b"]],
    [["systemctl", "restart", "b"]],
    [["systemctl", "enable", "--now", "b"]],
    [["systemctl", "--now", "enable", "b.service"]],
    [["/usr/bin/systemctl", "start", "other", "b"]],
    ["systemctl start b.service"],
  ])("is, of two, the one that %j starts", (command) => {
    expect(plan(two, { runcmd: [command] }).unit.name).toBe("b.service");
    expect(plan(two, { bootcmd: [command] }).unit.name).toBe("b.service");
  });

  test.each([
    [["systemctl", "stop", "b"]],
    [["systemctl", "daemon-reload", "b"]],
    [["service", "start", "b"]],
    [["systemctl", "start", "b.timer"]],
    [["systemctl"]],
    [[]],
  ])("is, of two, not the one in %j", (command) => {
    expect(() => plan(two, { runcmd: [command] })).toThrow("more than one unit");
  });

  test("is started even if a command starts only another one", () => {
    const files = { [inSystem("a.service")]: nodeUnit, [inSystem("b.service")]: foreignUnit };
    expect(plan(files, { runcmd: ["systemctl start b"] }).unit.name).toBe("a.service");
  });
});

describe("a command of user data", () => {
  const notPlayed = (command: unknown, files: Record<string, string> = {}) =>
    plan({ [inSystem("app.service")]: nodeUnit, ...files }, { runcmd: [command] }).notPlayed;

  test.each([
    [["systemctl", "daemon-reload"]],
    [["systemctl", "enable", "app"]],
    [["systemctl", "--quiet", "start", "app"]],
    [["/bin/systemctl", "restart", "app"]],
  ])("has its effect in the lab: %j", (command) => {
    expect(notPlayed(command)).toEqual([]);
  });

  test.each([
    [["systemctl", "stop", "app"], "systemctl stop app"],
    [["systemctl", "disable-start", "app"], "systemctl disable-start app"],
    [["systemctl", "start-other", "app"], "systemctl start-other app"],
    [["systemctl", "--version"], "systemctl --version"],
    [["start", "start"], "start start"],
    ["/opt/install ARTIFACT_S3_URI", "/opt/install ARTIFACT_S3_URI"],
  ])("is reported if it has no effect: %j", (command, words) => {
    expect(notPlayed(command, { "/opt/install": "echo $ARTIFACT_S3_URI" })).toEqual([`the command ${words}`]);
  });

  test("that fetches the artifact has an effect, another script does not", () => {
    const files = {
      [inSystem("app.service")]: unit("ExecStart=/opt/server/start", artifact),
      "/opt/install": "aws s3 cp $ARTIFACT_S3_URI /tmp",
      "/opt/other": "echo",
    };
    expect(plan(files, { runcmd: ["/opt/install", "/opt/other"] }).notPlayed).toEqual([
      "the command /opt/other",
    ]);
  });
});

describe("what a unit starts", () => {
  const place = {
    root: "/root",
    artifactFolder: "/unpacked",
    node: "/here/node",
    environment: { PORT: "1" },
  };
  const commandOf = (line: string, ...others: string[]) => placeBoot(serving(line, ...others), place).command;

  test.each([
    "node",
    "nodejs",
    "node-24",
    "/node",
    "/usr/bin/node",
    "/opt/node/bin/nodejs-22",
    "env node",
    "/usr/bin/env A=1 node",
  ])("is this machine's Node for %s", (program) => {
    expect(commandOf(`ExecStart=${program} x`)).toBe("/here/node");
  });

  test.each([
    ["sh", "/bin/sh"],
    ["bash", "/bin/bash"],
    ["/bin/sh", "/bin/sh"],
    ["/usr/bin/bash", "/usr/bin/bash"],
    ["/bin/env sh", "/bin/sh"],
  ])("is for %s the shell %s", (program, shell) => {
    expect(commandOf(`ExecStart=${program} -c x`)).toBe(shell);
  });

  test.each([
    "usr/bin/node",
    "/usr/bin/node-x",
    "/usr/bin/nodes",
    "/usr/bin/xnode",
    "/usr/bin/node-24x",
    "zsh",
    "/sbin/sh",
    "/bin/shx",
    "x/bin/sh",
    "/opt/env",
    "/bin/envx",
    "start",
    "/opt/server/restart",
    "/opt/server/start",
    "bin/server/start",
  ])("is nothing for %s", (program) => {
    expect(() => serving(`ExecStart=${program}`)).toThrow(`(ExecStart=${program})`);
  });

  test.each(["server/start", "/opt/server/other"])("is not %s of an artifact", (program) => {
    expect(() => serving(`ExecStart=${program}`, artifact)).toThrow("no unit that the lab can start");
  });

  test("is the start of an artifact, with its address and its hash", () => {
    const read = serving("ExecStart=/opt/server/start --x", artifact);
    expect(read.artifact).toEqual({ s3Uri: "s3://bucket/key.tgz", sha256, folder: "/opt/server" });
    expect(placeBoot(read, place)).toMatchObject({ command: "/unpacked/start", args: ["--x"] });
  });

  test.each([
    ["xs3://bucket/key", sha256, "an s3://bucket/key address"],
    ["s3://bucket/", sha256, "an s3://bucket/key address"],
    ["s3:///key", sha256, "an s3://bucket/key address"],
    ["s3://bucket/key", `${sha256}a`, "a SHA-256 in lower-case hex"],
    ["s3://bucket/key", `a${sha256}`, "a SHA-256 in lower-case hex"],
    ["s3://bucket/key", "A".repeat(64), "a SHA-256 in lower-case hex"],
  ])("is not an artifact at %s with the hash %s", (uri, hash, words) => {
    const line = `Environment=ARTIFACT_S3_URI=${uri} ARTIFACT_SHA256=${hash}`;
    const refused = () => serving("ExecStart=/opt/server/start", line);
    expect(refused).toThrow("names an artifact that cannot be fetched:\n");
    expect(refused).toThrow(words);
  });

  test("may be named with quotes", () => {
    expect(commandOf("ExecStart='/usr/bin/node' x")).toBe("/here/node");
  });

  test.each(["@", "-", "+", "!", "|", "-+"])("cannot have systemd's prefix %s", (prefix) => {
    const refused = () => serving(`ExecStart=${prefix}/usr/bin/node x`);
    expect(refused).toThrow(`ExecStart=${prefix}/usr/bin/node x: it begins with ${prefix.charAt(0)}`);
  });

  test.each([
    ["-/usr/bin/node x", "The lab starts commands without systemd's prefixes."],
    ["/usr/bin/node x ; /bin/true", "systemd allows several only with Type=oneshot."],
    ["/usr/bin/node 'x", "Fix the command line."],
  ])("is refused with the remedy for %s", (line, remedy) => {
    expect(() => serving(`ExecStart=${line}`)).toThrow(expect.objectContaining({ remedy }));
  });

  test("may be named to env by its path", () => {
    const run = { path: "/opt/app/run", permissions: "0755" };
    const placedBy = (program: string) => {
      const app = { path: inSystem("app.service"), content: unit(`ExecStart=/usr/bin/env ${program}`) };
      return placeBoot(plan({}, { write_files: [app, run] }), { ...place, node: "/here/runtime" }).command;
    };
    expect(placedBy("/usr/bin/node")).toBe("/here/runtime");
    expect(placedBy("/opt/app/run")).toBe("/root/opt/app/run");
  });

  test("keeps its words unchanged after the prefix for that", () => {
    expect(placeBoot(serving("ExecStart=:/usr/bin/node $PORT $$"), place)).toMatchObject({
      command: "/here/node",
      args: ["$PORT", "$$"],
    });
  });

  test("has the variables of env, whatever they contain", () => {
    const read = serving("ExecStart=/usr/bin/env A=1 'B=x=y' _c2=$" + "{PORT} node D=4");
    expect(placeBoot(read, place)).toMatchObject({
      args: ["D=4"],
      environment: { A: "1", B: "x=y", _c2: "1", PORT: "1" },
    });
  });

  test.each([
    ["2A=1", "2A=1 is not on the lab's instances"],
    ["-i", "-i is not on the lab's instances"],
    ["", " is not on the lab's instances"],
  ])("is refused if env gets %j instead of a program", (word, words) => {
    expect(() => serving(`ExecStart=/usr/bin/env ${word}`)).toThrow(words);
  });

  test("needs an executable bit, of any class of users", () => {
    const run = (permissions: string) =>
      plan(
        { [inSystem("app.service")]: unit("ExecStart=/opt/app/run") },
        {
          write_files: [
            { path: inSystem("app.service"), content: unit("ExecStart=/opt/app/run") },
            { path: "/opt/app/run", permissions },
          ],
        },
      );
    expect(run("0701").unit.settings.execStart).toBe("/opt/app/run");
    expect(run("0710").unit.settings.execStart).toBe("/opt/app/run");
    expect(() => run("0666")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("/opt/app/run is not executable"),
        remedy: 'Write it with permissions: "0755".',
      }),
    );
  });

  test("runs in its home for ~, and its folder may be missing", () => {
    const folder = (value: string) =>
      placeBoot(serving("ExecStart=node x", `WorkingDirectory=${value}`), place).workingDirectory;
    expect([folder("~"), folder("-~"), folder("-/srv"), folder("/a-~"), folder("~a")]).toEqual([
      "/root/root",
      "/root/root",
      "/root/srv",
      "/root/a-~",
      "/root/~a",
    ]);
  });
});

test("an optional environment file is read if it is written", () => {
  const read = plan({
    [inSystem("app.service")]: unit("EnvironmentFile=-/etc/a", "EnvironmentFile=-/etc/b", "ExecStart=node x"),
    "/etc/a": "A=1\n",
  });
  expect(read.environment).toEqual({ A: "1" });
});

test("an environment file may have a hyphen in its name", () => {
  const read = plan({
    [inSystem("app.service")]: unit("EnvironmentFile=/etc/a-b", "ExecStart=node x"),
    "/etc/a-b": "A=1\n",
  });
  expect(read.environment).toEqual({ A: "1" });
});

test("an environment file that is not written is refused with the remedy", () => {
  const { message, remedy } = mistake({
    [inSystem("app.service")]: unit("EnvironmentFile=/etc/a", "ExecStart=node x"),
  });
  expect(message).toBe(
    "The launch template's user data writes the unit app.service with EnvironmentFile=/etc/a, but not that file.",
  );
  expect(remedy).toBe("Write the file, or put a - before its path if it may be missing.");
});
