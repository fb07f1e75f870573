import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { placeBoot, readBootPlan } from "../../src/fleet/boot-plan.ts";

const place = { root: "/here", artifactFolder: "/unpacked", node: "/here/node", environment: {} };
const sha256 = "a".repeat(64);

/** A boot of a unit with these lines, with these files beside it. */
function placed(paths: readonly string[], ...lines: string[]) {
  const unit = ["[Service]", ...lines, ""].join("\n");
  const write_files = [
    ...paths.map((path) => ({ path, content: "x" })),
    { path: "/etc/systemd/system/app.service", content: unit },
  ];
  const text = `#cloud-config\n${stringify({ write_files })}`;
  return placeBoot(readBootPlan(Buffer.from(text).toString("base64")), place);
}
const argumentsOf = (paths: readonly string[], words: string, ...lines: string[]) =>
  placed(paths, `ExecStart=/usr/bin/node ${words}`, ...lines).args;

describe("on this machine an instance's path is", () => {
  test.each([
    ["", "/x.mjs", "/other"],
    ...[
      ["/etc", "/etc/systemd", "/usr", "/usr/local", "/lib", "/usr/lib", "/var", "/var/lib", "/opt", "/srv"],
      [
        "/home",
        "/bin",
        "/sbin",
        "/usr/bin",
        "/usr/sbin",
        "/usr/local/bin",
        "/tmp",
        "/root",
        "/run",
        "/var/log",
      ],
      ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"],
    ]
      .flat()
      .map((folder) => [folder, `${folder}/x.mjs`, `${folder}/other`]),
  ])("moved for a file in %s, and not for other files there", (_folder, file, other) => {
    expect(argumentsOf([file], `${file} ${other}`)).toEqual([`/here${file}`, other]);
  });

  test("moved for everything in the server's own folder", () => {
    expect(
      argumentsOf(["/opt/app/lib/x.mjs"], "/opt/app/lib/y /opt/app/z /opt/app /opt/app/ /opt/b"),
    ).toEqual(["/here/opt/app/lib/y", "/here/opt/app/z", "/here/opt/app", "/here/opt/app/", "/opt/b"]);
  });

  test("not moved by a path that leaves such a folder", () => {
    expect(argumentsOf(["/opt/app/x.mjs"], "/opt/app/../b /opt/b/../app/y")).toEqual([
      "/opt/app/../b",
      "/here/opt/app/y",
    ]);
  });

  test("moved in a variable only if it names a written file or its folder", () => {
    const { environment } = placed(
      ["/opt/app/x.mjs"],
      "Environment=A=/opt/app/x.mjs B=/opt/app C=/opt/app/ D=/opt/app/new E=/usr/bin/node F=x:/opt/app/x.mjs",
      "ExecStart=/usr/bin/node x",
    );
    expect(environment).toEqual({
      A: "/here/opt/app/x.mjs",
      B: "/here/opt/app",
      C: "/here/opt/app/",
      D: "/opt/app/new",
      E: "/here/node",
      F: "x:/opt/app/x.mjs",
    });
  });

  test.each([
    ["--file=/opt/app/x", "--file=/here/opt/app/x"],
    ['"/opt/app/x,/opt/app/y"', "/here/opt/app/x,/here/opt/app/y"],
    ["'(/opt/app/x;/opt/app/y)'", "(/here/opt/app/x;/here/opt/app/y)"],
    ["https://a/opt/app/x", "https://a/opt/app/x"],
    ["a/opt/app/x", "a/opt/app/x"],
    ["~/opt/app/x", "~/opt/app/x"],
    ["../opt/app/x", "../opt/app/x"],
    ["-/opt/app/x", "-/opt/app/x"],
  ])("in the word %s %s", (word, moved) => {
    expect(argumentsOf(["/opt/app/x.mjs"], word)).toEqual([moved]);
  });
});

describe("of an artifact", () => {
  const named = `Environment=ARTIFACT_S3_URI=s3://bucket/key ARTIFACT_SHA256=${sha256}`;
  const started = (folder: string, words: string, paths: string[] = []) =>
    placed(paths, `ExecStart=${folder}/start ${words}`, named);

  test("everything in its folder is where it is unpacked", () => {
    const { command, args } = started(
      "/opt/app",
      "/opt/app/a/b /opt/app /opt/app/../b /opt/apple /opt/app/..c /opt",
    );
    expect(command).toBe("/unpacked/start");
    expect(args).toEqual([
      "/unpacked/a/b",
      "/unpacked",
      "/opt/app/../b",
      "/opt/apple",
      "/unpacked/..c",
      "/opt",
    ]);
  });

  test("a file that user data writes into its folder is where user data writes it", () => {
    expect(started("/opt/app", "/opt/app/config /opt/app/a", ["/opt/app/config"]).args).toEqual([
      "/here/opt/app/config",
      "/unpacked/a",
    ]);
  });

  test("only the start is moved if its folder is the system's", () => {
    expect(started("/opt", "/opt/a /opt").args).toEqual(["/opt/a", "/opt"]);
    expect(started("/opt", "x").command).toBe("/unpacked/start");
    expect(started("", "/a /start").args).toEqual(["/a", "/unpacked/start"]);
  });

  test("a plan without an artifact has nothing there", () => {
    expect(argumentsOf([], "/opt/app/a")).toEqual(["/opt/app/a"]);
  });
});
