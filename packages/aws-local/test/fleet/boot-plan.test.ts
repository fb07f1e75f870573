import { gzipSync } from "node:zlib";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type BootPlace, placeBoot, readBootPlan } from "../../src/fleet/boot-plan.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const userData = (cloudConfig: object) => base64(`#cloud-config\n${stringify(cloudConfig)}`);

type Written = string | { content: string; permissions?: string; encoding?: string; append?: boolean };
function writing(files: Record<string, Written>, others: object = {}): string {
  const write_files = Object.entries(files).map(([path, file]) =>
    typeof file === "string" ? { path, content: file } : { path, ...file },
  );
  return userData({ write_files, ...others });
}

const unitPath = "/etc/systemd/system/app.service";
const unit = (...lines: string[]) => ["[Service]", ...lines, ""].join("\n");
const nodeUnit = unit("ExecStart=/usr/bin/node-24 /opt/app/server.mjs");
const server = "import { createServer } from 'node:http';\n";

const place: BootPlace = {
  root: "/lab/i-1/root",
  artifactFolder: "/lab/releases/1",
  node: "/here/bin/node",
  environment: { PORT: "20001", HOST: "127.0.0.1" },
};
const placed = (text: string) => placeBoot(readBootPlan(text), place);

describe("a server of a few lines that user data writes", () => {
  test("is started by this machine's Node from the instance's folder", () => {
    const boot = placed(writing({ "/opt/app/server.mjs": server, [unitPath]: nodeUnit }));
    expect(boot).toMatchObject({
      command: "/here/bin/node",
      args: ["/lab/i-1/root/opt/app/server.mjs"],
      workingDirectory: "/lab/i-1/root/",
      environment: { PORT: "20001", HOST: "127.0.0.1" },
    });
    expect(boot.files[0]).toEqual({
      path: "/lab/i-1/root/opt/app/server.mjs",
      content: Buffer.from(server),
      mode: 0o644,
    });
  });

  test("gets its unit's variables; the environment file overrides them, and this machine overrides both", () => {
    const boot = placed(
      writing({
        "/opt/app/server.mjs": server,
        "/etc/app.env": "PORT=8080\nCOLOUR=red\nTABLE=shows\n",
        [unitPath]: unit(
          'Environment=COLOUR=blue "GREETING=good day"',
          "EnvironmentFile=/etc/app.env",
          "EnvironmentFile=-/etc/missing.env",
          "ExecStart=/usr/bin/node /opt/app/server.mjs --port $" +
            "{PORT} $GREETING $" +
            "{GREETING} a$$b $" +
            "{UNSET}",
        ),
      }),
    );
    expect(boot.environment).toEqual({
      COLOUR: "red",
      GREETING: "good day",
      HOST: "127.0.0.1",
      PORT: "20001",
      TABLE: "shows",
    });
    expect(boot.args.slice(1)).toEqual(["--port", "20001", "good", "day", "good day", "a$b", ""]);
  });

  test("finds its files by options, variables and the working directory", () => {
    const boot = placed(
      writing({
        "/opt/app/server.mjs": server,
        "/opt/app/data/shows.json": "[]",
        "/etc/app.json": "{}",
        [unitPath]: unit(
          "WorkingDirectory=/opt/app",
          "Environment=SHOWS=/opt/app/data/shows.json PARAMETER=/opt/app/switch DOCS=https://a.example/opt/app/server.mjs",
          "ExecStart=/usr/bin/env LEVEL=info node --import=/opt/app/server.mjs --config=/etc/app.json --db /opt/app/new.db /etc/other",
        ),
      }),
    );
    expect(boot.workingDirectory).toBe("/lab/i-1/root/opt/app");
    expect(boot.environment).toMatchObject({
      LEVEL: "info",
      SHOWS: "/lab/i-1/root/opt/app/data/shows.json",
      PARAMETER: "/opt/app/switch",
      DOCS: "https://a.example/opt/app/server.mjs",
    });
    expect(boot.args).toEqual([
      "--import=/lab/i-1/root/opt/app/server.mjs",
      "--config=/lab/i-1/root/etc/app.json",
      "--db",
      "/lab/i-1/root/opt/app/new.db",
      "/etc/other",
    ]);
  });

  test("may be an executable file that user data writes, or a shell command", () => {
    const script = { content: "#!/bin/sh\n", permissions: "0755" };
    const direct = writing({
      "/opt/app/run": script,
      [unitPath]: unit('ExecStart="/opt/app/run" "two words"'),
    });
    expect(placed(direct)).toMatchObject({ command: "/lab/i-1/root/opt/app/run", args: ["two words"] });
    const shell = writing({
      "/opt/app/server.mjs": server,
      [unitPath]: unit("ExecStart=/bin/sh -c 'cd /opt/app && exec /usr/bin/node-24 server.mjs'"),
    });
    expect(placed(shell)).toMatchObject({
      command: "/bin/sh",
      args: ["-c", "cd /lab/i-1/root/opt/app && exec /here/bin/node server.mjs"],
    });
  });

  test("is read in every encoding and mode that cloud-init supports, and from gzipped user data", () => {
    const text = [
      "#cloud-config",
      "write_files:",
      `  - { path: /a, encoding: b64, content: ${base64("one")}, permissions: 0700 }`,
      `  - { path: /b, encoding: gz+base64, content: ${base64(gzipSync("two"))}, permissions: "0640" }`,
      "  - { path: /a, content: ' and more', append: true }",
      `  - { path: //opt//app/./server.mjs, content: x, owner: "root:root", defer: true }`,
      `  - { path: ${unitPath}, content: "${nodeUnit.replaceAll("\n", "\\n")}" }`,
    ].join("\n");
    const plan = readBootPlan(base64(gzipSync(text)));
    const files = Object.fromEntries(plan.files.map(({ path, ...file }) => [path, file]));
    expect(files["/a"]?.content.toString()).toBe("one and more");
    expect(files["/b"]).toEqual({ content: Buffer.from("two"), mode: 0o640 });
    expect(files["/opt/app/server.mjs"]?.mode).toBe(0o644);
  });
});

const sha256 = "a".repeat(64);
const artifactUnit = unit(
  "EnvironmentFile=/etc/server.env",
  "WorkingDirectory=/opt/service/server",
  "ExecStart=/opt/service/server/start --fast",
);
const artifactEnvironment = `ARTIFACT_S3_URI=s3://bucket/key.tgz\nARTIFACT_SHA256=${sha256}\n`;

describe("an artifact that user data names", () => {
  const whole = writing({ "/etc/server.env": artifactEnvironment, [unitPath]: artifactUnit });

  test("is unpacked where the unit's start is", () => {
    expect(readBootPlan(whole).artifact).toEqual({
      s3Uri: "s3://bucket/key.tgz",
      sha256,
      folder: "/opt/service/server",
    });
    expect(placed(whole)).toMatchObject({
      command: "/lab/releases/1/start",
      args: ["--fast"],
      workingDirectory: "/lab/releases/1",
    });
  });

  test.each([
    ["ARTIFACT_S3_URI=s3://bucket/key.tgz\n", "ARTIFACT_SHA256"],
    [`ARTIFACT_SHA256=${sha256}\n`, "ARTIFACT_S3_URI"],
    [artifactEnvironment.replace("s3:", "http:"), "s3://bucket/key"],
  ])("needs both its address and its hash: %j", (environment, message) => {
    const text = writing({ "/etc/server.env": environment, [unitPath]: artifactUnit });
    expect(() => readBootPlan(text)).toThrow(message);
  });
});

test("what the lab does not do is reported", () => {
  const text = writing(
    {
      "/opt/app/server.mjs": server,
      [unitPath]: nodeUnit,
      "/etc/systemd/system/log.service": unit("ExecStart=/usr/bin/journalctl --follow"),
    },
    {
      packages: ["nodejs24"],
      runcmd: [
        ["systemctl", "enable", "--now", "app"],
        "systemctl daemon-reload",
        ["/usr/bin/agent", "-a", 1],
      ],
    },
  );
  expect(readBootPlan(text).notPlayed).toEqual([
    "packages of the cloud-config",
    "the command /usr/bin/agent -a 1",
    "the unit /etc/systemd/system/log.service",
  ]);
});

test("a script that fetches the artifact is not reported as missing: the lab unpacks the artifact itself", () => {
  const install = '#!/bin/sh\naws s3 cp "$ARTIFACT_S3_URI" /tmp/artifact.tgz\n';
  const text = writing(
    { "/etc/server.env": artifactEnvironment, "/opt/install": install, [unitPath]: artifactUnit },
    { runcmd: [["/opt/install", "nodejs24"], "/opt/other"] },
  );
  expect(readBootPlan(text).notPlayed).toEqual(["the command /opt/other"]);
});

test("env cannot override what this machine sets", () => {
  const boot = placed(withUnit("ExecStart=/usr/bin/env PORT=80 HOME=/tmp node /opt/app/server.mjs"));
  expect(boot.environment).toMatchObject({ PORT: "20001", HOME: "/tmp" });
});

test("of several units, the one that a command starts serves", () => {
  const units = {
    "/opt/app/server.mjs": server,
    "/etc/systemd/system/one.service": nodeUnit,
    "/etc/systemd/system/two.service": nodeUnit,
  };
  const started = writing(units, { runcmd: [["systemctl", "start", "two"]] });
  expect(readBootPlan(started).unit.name).toBe("two.service");
  expect(() => readBootPlan(writing(units))).toThrow("one.service, /etc/systemd/system/two.service");
});

const withUnit = (...lines: string[]) =>
  writing({ "/opt/app/server.mjs": server, [unitPath]: unit(...lines) });

describe("refused by name:", () => {
  test.each<[string, string, RegExp]>([
    ["no user data", "", /is empty/],
    ["a shell script", base64("#!/bin/bash\n"), /is a shell script/],
    ["MIME", base64("MIME-Version: 1.0\n"), /is a MIME archive/],
    ["an include file", base64("#include\nhttp://x\n"), /is an include file/],
    ["Jinja", base64("## template: jinja\n#cloud-config\n"), /is a Jinja template/],
    ["anything else", base64("hello"), /is not a cloud-config/],
    ["no YAML", base64("#cloud-config\nwrite_files: [\n"), /is not YAML/],
    ["a list", base64("#cloud-config\n- a\n"), /cannot be read/],
    ["too much", base64(`#cloud-config\n${"#".repeat(17_000)}`), /has 17014 bytes/],
    ["a zip bomb", base64(gzipSync(Buffer.alloc(10_000_000))), /cannot be unzipped/],
    ["no unit", writing({ "/opt/app/server.mjs": server }), /writes no systemd unit/],
    ["a path that leads out", writing({ "/opt/../../etc/x": "" }), /writes "\/opt\/..\/..\/etc\/x"/],
    ["a relative path", writing({ "opt/x": "" }), /writes "opt\/x"/],
    ["a file as a folder", writing({ "/opt/x": "", "/opt/x/y": "" }), /"\/opt\/x" as a file/],
    ["an unknown encoding", writing({ "/x": { content: "", encoding: "rot13" } }), /encoding "rot13"/],
    ["an unknown key of a file", userData({ write_files: [{ path: "/x", source: {} }] }), /source/],
    ["a foreign program", withUnit("ExecStart=/usr/bin/python3 /opt/app/x.py"), /only .*python3/],
    ["a program by its name", withUnit("ExecStart=server"), /only .*ExecStart=server/],
    ["no ExecStart", withUnit("Restart=always"), /only .*ExecStart=\)/],
    [
      "two ExecStart",
      withUnit("ExecStart=/bin/sh a", "ExecStart=/bin/sh b"),
      /besides ExecStart=\/bin\/sh a/,
    ],
    ["a step before", withUnit("ExecStartPre=/bin/true", "ExecStart=/bin/sh a"), /ExecStartPre=\/bin\/true/],
    ["a type", withUnit("Type=oneshot", "ExecStart=/bin/sh a"), /Type=oneshot/],
    ["a specifier", withUnit("ExecStart=/bin/sh %h/a"), /ExecStart=\/bin\/sh %h\/a/],
    ["a missing environment file", withUnit("EnvironmentFile=/x.env", "ExecStart=/bin/sh a"), /=\/x\.env/],
    ["a burst", withUnit("[Unit]", "StartLimitBurst=x", "[Service]", "ExecStart=/bin/sh a"), /Burst=x/],
    ["a prefix", withUnit("ExecStart=-/bin/sh a"), /begins with -/],
    ["several commands", withUnit("ExecStart=/bin/sh a ; /bin/sh b"), /several commands/],
    ["an open quote", withUnit("ExecStart=/bin/sh 'a"), /' is not closed/],
    ["a file without the executable bit", withUnit("ExecStart=/opt/app/server.mjs"), /not executable/],
    ["env with an option", withUnit("ExecStart=/usr/bin/env -i node x"), /-i is not on/],
  ])("%s", (_what, text, message) => {
    expect(() => placed(text)).toThrow(UserMistake);
    expect(() => placed(text)).toThrow(message);
  });
});

const segment = fc.stringMatching(/^[a-z0-9._-]{1,8}$/).filter((name) => !/^\.+$/.test(name));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);

test("every file is written inside the instance's root, and the command finds the file that it names", () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 5 }), fc.nat(), (paths, pick) => {
      const folders = paths.filter((one) => paths.some((other) => other.startsWith(`${one}/`)));
      const files = paths.filter((one) => !folders.includes(one));
      const chosen = files[pick % files.length] ?? "";
      const texts = Object.fromEntries(files.map((file) => [file, server]));
      const boot = placed(writing({ ...texts, [unitPath]: unit(`ExecStart=/usr/bin/node ${chosen}`) }));
      expect(boot.files.every((file) => file.path.startsWith(`${place.root}/`))).toBe(true);
      expect(boot.files.map((file) => file.path)).toContain(boot.args[0]);
    }),
  );
});
