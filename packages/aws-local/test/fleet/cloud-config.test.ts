import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { foldersAbove, readCloudConfig } from "../../src/fleet/cloud-config.ts";
import { mistakeOf } from "./mistake-of.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const read = (text: string | Buffer) => readCloudConfig(base64(text));
const config = (document: object) => read(`#cloud-config\n${stringify(document)}`);
const writing = (...write_files: object[]) => [...config({ write_files }).files.values()];

/** The mistake in this user data, with its remedy. */
const mistakeIn = (text: string | Buffer) => mistakeOf(() => read(text));
const mistakeInFile = (file: object) =>
  mistakeIn(`#cloud-config\n${stringify({ write_files: [file] })}`).message;

describe("another format of user data is refused by its name:", () => {
  test.each([
    ["#!/bin/sh\n", "is a shell script"],
    ["Content-Type: multipart/mixed\n", "is a MIME archive"],
    ["mime-version: 1.0\n", "is a MIME archive"],
    ["#include\nhttps://example.com\n", "is an include file"],
    ["#cloud-boothook\n", "is a boothook"],
    ["#cloud-config-archive\n- a\n", "is a cloud-config archive"],
    ["#cloud-config-jsonp\n[]\n", "is a cloud-config patch"],
    ["#part-handler\n", "is a part handler"],
    ["## template: jinja\n", "is a Jinja template"],
    ["##template:jinja\n", "is a Jinja template"],
    ["", "is empty"],
    ["#cloud-configuration\n", "is not a cloud-config"],
    ["\n#cloud-config\n", "is not a cloud-config"],
    ["text with #!, content-type:, #include, ##template:", "is not a cloud-config"],
    ["text with #cloud-boothook, #cloud-config-archive", "is not a cloud-config"],
    ["text with #cloud-config-jsonp, #part-handler", "is not a cloud-config"],
  ])("%j", (text, words) => {
    const { message, remedy } = mistakeIn(text);
    expect(message).toBe(`The launch template's user data ${words}.`);
    expect(remedy).toBe(
      "The lab supports a `#cloud-config` with `write_files`: the files of a server, and a systemd unit that starts it.",
    );
  });
});

describe("user data", () => {
  test.each(["#cloud-config", "#cloud-config  \n", "#cloud-config\r\n"])("may be only %j", (text) => {
    expect(read(text)).toEqual({ files: new Map(), commands: [], otherKeys: [] });
  });

  test("may have at most as many bytes as EC2 allows", () => {
    const limit = 16 * 1024;
    const head = "#cloud-config\n";
    expect(read(head + "#".repeat(limit - head.length)).files.size).toBe(0);
    const { message, remedy } = mistakeIn(head + "#".repeat(limit + 1 - head.length));
    expect(message).toBe("The launch template's user data has 16385 bytes.");
    expect(remedy).toBe("EC2 allows at most 16384. Put larger data into an artifact.");
  });

  test("may be gzipped, up to 4 MiB unpacked", () => {
    const head = "#cloud-config\n";
    const unpacked = 4 * 1024 * 1024;
    expect(read(gzipSync(head + "#".repeat(unpacked - head.length))).files.size).toBe(0);
    expect(mistakeIn(gzipSync(head + "#".repeat(unpacked + 1 - head.length))).message).toMatch(
      /^The launch template's user data cannot be unzipped \(.+\)\.$/,
    );
  });

  test.each(["1f00", "008b"])(
    "is not treated as gzip if only one of the two bytes is gzip's: %s",
    (bytes) => {
      expect(mistakeIn(Buffer.from(bytes, "hex")).message).toContain("is not a cloud-config");
    },
  );

  test("that is not YAML, or of another form, is refused with what is wrong and where", () => {
    expect(mistakeIn("#cloud-config\na: [\n").message).toMatch(/user data is not YAML: .+/);
    expect(mistakeIn("#cloud-config\nruncmd: 1\n").message).toMatch(/cannot be read:\n.*\n.*at runcmd/);
  });
});

describe("a file that cloud-init writes", () => {
  test("is empty, with mode 0644 and UTF-8, by default", () => {
    expect(writing({ path: "/a" }, { path: "/b", content: "ü" })).toEqual([
      { path: "/a", content: Buffer.from(""), mode: 0o644 },
      { path: "/b", content: Buffer.from("ü"), mode: 0o644 },
    ]);
  });

  test.each([
    ["755", 0o755],
    ["0600", 0o600],
    ["4755", 0o755],
    [0o1640, 0o640],
  ])("with the permissions %j has the mode %i", (permissions, mode) => {
    expect(writing({ path: "/a", permissions })[0]?.mode).toBe(mode);
  });

  test("has the octal permissions of YAML 1.1, as cloud-init reads it", () => {
    const { files } = read("#cloud-config\nwrite_files: [{ path: /a, permissions: 0700 }]\n");
    expect(files.get("/a")?.mode).toBe(0o700);
  });

  test.each(["75", "07555", "0789", "x0755", "0755x"])("cannot have the permissions %j", (permissions) => {
    expect(mistakeInFile({ path: "/a", permissions })).toContain("an octal mode such as '0755'");
  });

  test.each([
    ["text/plain", "text"],
    ["TEXT/PLAIN", "text"],
    ["b64", base64("text")],
    ["base64", base64("text")],
    ["gz", gzipSync("text").toString("latin1")],
    ["gzip", gzipSync("text").toString("latin1")],
    ["gz+b64", base64(gzipSync("text"))],
    ["gz+base64", base64(gzipSync("text"))],
    ["gzip+b64", base64(gzipSync("text"))],
    ["gzip+base64", base64(gzipSync("text"))],
  ])("may be encoded as %s", (encoding, content) => {
    expect(writing({ path: "/a", content, encoding })[0]?.content.toString()).toBe("text");
  });

  test("with an unknown encoding is refused with the known ones", () => {
    const { message, remedy } = mistakeIn(
      `#cloud-config\n${stringify({ write_files: [{ path: "/a", encoding: "rot13" }] })}`,
    );
    expect(message).toBe(`The launch template's user data writes "/a" with encoding "rot13".`);
    expect(remedy).toBe("The lab supports text/plain, b64, gz and gz+b64.");
  });

  test.each(["gz", "gz+b64"])("that is not a %s is refused by its path", (encoding) => {
    expect(mistakeInFile({ path: "/a", content: "text", encoding })).toMatch(
      /user data writes "\/a", which cannot be unzipped/,
    );
  });

  test.each(["a", "/a/", "/a\0", "/../a", "/a/..", "/a/../b"])("cannot be at %j", (path) => {
    const { message, remedy } = mistakeIn(`#cloud-config\n${stringify({ write_files: [{ path }] })}`);
    expect(message).toContain(`writes ${JSON.stringify(path)}`);
    expect(remedy).toBe("Give an absolute path of a file, without `..`.");
  });

  test.each([
    ["//a//./b", "/a/b"],
    ["/a//b", "/a/b"],
    ["/a/..b", "/a/..b"],
  ])("at %j is at %s", (path, normalised) => {
    expect(writing({ path })[0]?.path).toBe(normalised);
  });

  test("is the last one for its path, or appended to the others", () => {
    const files = writing(
      { path: "/a", content: "one" },
      { path: "/a", content: "two", permissions: "0600" },
      { path: "/a", content: ", three", append: true, permissions: "0600" },
      { path: "/b", content: "four", append: true },
    );
    expect(files).toEqual([
      { path: "/a", content: Buffer.from("two, three"), mode: 0o600 },
      { path: "/b", content: Buffer.from("four"), mode: 0o644 },
    ]);
  });

  test("cannot have another file below it", () => {
    expect(() => writing({ path: "/a/b/c" }, { path: "/a" })).toThrow(
      'writes "/a" as a file and "/a/b/c" below',
    );
    expect(writing({ path: "/a/b" }, { path: "/ab" })).toHaveLength(2);
  });
});

test("the commands of bootcmd come before those of runcmd, each as its words", () => {
  const { commands } = config({ runcmd: [["/bin/b", 1], "  /bin/c   --d "], bootcmd: ["/bin/a"] });
  expect(commands).toEqual([["/bin/a"], ["/bin/b", "1"], ["/bin/c", "--d"]]);
});

test("other keys are reported as they are written", () => {
  expect(config({ packages: [], write_files: [], users: [] }).otherKeys).toEqual(["packages", "users"]);
});

test("the folders above a path are listed without the root, nearest first", () => {
  expect(foldersAbove("/a/b/c")).toEqual(["/a/b", "/a"]);
  expect(foldersAbove("/a")).toEqual([]);
});
