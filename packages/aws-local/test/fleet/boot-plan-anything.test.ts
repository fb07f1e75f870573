import { UserMistake } from "@soft-landing/shared/user-mistake";
import fc from "fast-check";
import { test } from "vitest";
import { stringify } from "yaml";
import { placeBoot, readBootPlan } from "../../src/fleet/boot-plan.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const userData = (cloudConfig: object) => base64(`#cloud-config\n${stringify(cloudConfig)}`);
const unitPath = "/etc/systemd/system/app.service";
const unit = (...lines: string[]) => ["[Service]", ...lines, ""].join("\n");
const nodeUnit = unit("ExecStart=/usr/bin/node-24 /opt/app/server.mjs");
const place = {
  root: "/lab/i-1/root",
  artifactFolder: "/lab/releases/1",
  node: "/here/bin/node",
  environment: { PORT: "20001" },
};

function withUnit(...lines: string[]): string {
  const server = { path: "/opt/app/server.mjs", content: "import { createServer } from 'node:http';\n" };
  return userData({ write_files: [server, { path: unitPath, content: unit(...lines) }] });
}

const segment = fc.stringMatching(/^[a-z0-9._-]{1,8}$/).filter((name) => !/^\.+$/.test(name));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);

function isPlanOrMistake(text: string): boolean {
  try {
    return placeBoot(readBootPlan(text), place).files.every((one) => one.path.startsWith(`${place.root}/`));
  } catch (error) {
    return error instanceof UserMistake;
  }
}

const word = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[a-z$={}/ -]{0,8}$/) },
  fc.constantFrom("/opt/app/server.mjs", "/opt/app", "node", "$PORT", "%n", "'a b'", ";"),
  fc.string(),
);
const startLine = fc
  .tuple(
    fc.constantFrom("/usr/bin/node", "node-24", "/bin/sh", "env", "/x/start"),
    fc.array(word, { maxLength: 4 }),
  )
  .map(([program, words]) => `ExecStart=${[program, ...words].join(" ")}`);
const goodLine = fc.constantFrom(
  "Restart=always",
  "WorkingDirectory=-~",
  "RestartSec=1min 5s",
  "# ExecStart=a",
);
const badLine = fc.constantFrom("RestartSec=5x", "Environment='A=1", "EnvironmentFile=/x", "ExecStop=/x");
const otherLine = fc.oneof(
  { weight: 6, arbitrary: goodLine },
  { weight: 4, arbitrary: word.map((value) => `Environment=A=${value}`) },
  { weight: 2, arbitrary: word.map((value) => `EnvironmentFile=-${value}`) },
  { weight: 1, arbitrary: badLine },
);

test("any unit gives a plan or an error that names what is wrong", () => {
  const lines = fc.tuple(
    fc.array(otherLine, { maxLength: 4 }),
    startLine,
    fc.array(otherLine, { maxLength: 2 }),
  );
  fc.assert(
    fc.property(lines, (generated) => isPlanOrMistake(withUnit(...generated.flat()))),
    { numRuns: 1_000 },
  );
});

test("any user data gives a plan or an error that names what is wrong", () => {
  const anything = fc.jsonValue({ maxDepth: 2 });
  const file = fc.record(
    {
      path: fc.oneof(path, fc.constantFrom(unitPath, "/opt/app/run"), fc.string()),
      content: fc.oneof(fc.constant(nodeUnit), fc.string()),
      encoding: fc.constantFrom("b64", "gz", "gz+b64", "text/plain", "?"),
      permissions: fc.oneof(fc.constantFrom("0755", "0644", "x"), fc.integer()),
      append: fc.boolean(),
    },
    { requiredKeys: ["path", "content"] },
  );
  const config = fc.record(
    {
      write_files: fc.oneof({ weight: 9, arbitrary: fc.array(file, { maxLength: 6 }) }, anything),
      runcmd: fc.oneof(
        { weight: 9, arbitrary: fc.array(fc.oneof(fc.string(), fc.array(fc.string())), { maxLength: 6 }) },
        anything,
      ),
      packages: anything,
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    { weight: 9, arbitrary: config.map(userData) },
    fc.string().map((raw) => base64(`#cloud-config\n${raw}`)),
    fc.string().map(base64),
  );
  fc.assert(fc.property(text, isPlanOrMistake), { numRuns: 400 });
});
