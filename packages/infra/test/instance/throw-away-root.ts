import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { instanceUserData } from "../../src/user-data.ts";

/** What an instance boots into. */
export interface Boot {
  /** The artifact in the bucket; undefined: no object there. */
  artifact: string | undefined;
  /** What user data promises about the artifact; the file's own hash where it is not given. */
  sha256?: string;
  /** The size of the file system that artifacts go to. */
  diskBytes?: number;
  /** How many calls of each command fail before one succeeds. */
  failures?: Partial<Record<"dnf" | "aws", number>>;
}

/** What is left after the install script. */
export interface Aftermath {
  exitCode: number;
  /** What the script said. */
  words: string;
  /** Every call of a replaced command, in order. */
  calls: string[];
  /** Whether a server is unpacked where the unit would start it. */
  unpacked: boolean;
  /** The body of /healthcheck, or undefined where nothing answers. */
  answer: string | undefined;
  /** What lies beside the server. */
  leftovers: string[];
}

const port = 8080;

/**
 * Runs the real install script, as rendered user data brings it, in a throw-away root: the machine's own programs, an
 * empty network, and fresh /etc, /opt and /tmp. Replaced are dnf, the S3 copy, and systemctl and journalctl (no systemd runs here).
 */
export function boot({ artifact, sha256, diskBytes = 64 * 1024 * 1024, failures = {} }: Boot): Aftermath {
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-root-"));
  try {
    const bytes = artifact === undefined ? Buffer.of() : readFileSync(artifact);
    writeInstanceFiles(join(folder, "files"), sha256 ?? createHash("sha256").update(bytes).digest("hex"));
    writeBucket(join(folder, "bucket"), artifact);
    writeFakes(join(folder, "bin"), failures);
    mkdirSync(join(folder, "state"));
    return run(folder, diskBytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeInstanceFiles(folder: string, sha256: string): void {
  const userData = instanceUserData({
    region: "us-east-1",
    serverPort: port,
    switchParameterName: "/soft-landing/test/RecommendationServiceEnabled",
    artifact: { sha256, nodeMajor: 24 },
    tableName: "table",
    artifactS3Uri: "s3://bucket/releases/artifact.tgz",
    logGroupName: undefined,
  });
  const { write_files: files, runcmd } = parse(userData) as {
    write_files: { path: string; permissions: string; content: string }[];
    runcmd: string[][];
  };
  for (const { path, permissions, content } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, Number.parseInt(permissions, 8));
  }
  writeFileSync(join(folder, "runcmd"), runcmd.map((words) => words.join(" ")).join("\n"));
}

function writeBucket(folder: string, artifact: string | undefined): void {
  mkdirSync(join(folder, "releases"), { recursive: true });
  if (artifact !== undefined) {
    cpSync(artifact, join(folder, "releases/artifact.tgz"));
  }
}

function writeFakes(folder: string, failures: Boot["failures"] = {}): void {
  mkdirSync(folder);
  const fake = (name: string, body: string) => {
    const script = `#!/bin/bash\necho "${name} $*" >> /state/calls\n${body}\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  };
  const failing = (name: keyof NonNullable<Boot["failures"]>) =>
    `if [ "$(grep --count "^${name} " /state/calls)" -le ${failures?.[name] ?? 0} ]; then echo "not yet" >&2; exit 1; fi`;
  fake("dnf", failing("dnf"));
  fake(
    "aws",
    `${failing("aws")}
test "$1 $2" = "s3 cp" || exit 2
object="/bucket/\${3#s3://bucket/}"
test -f "$object" || { echo "fatal error: An error occurred (404) when calling the HeadObject operation: Not Found" >&2; exit 1; }
cp "$object" "$4"`,
  );
  fake(
    "systemctl",
    `case "$1" in
  start)
    unit=/etc/systemd/system/soft-landing.service
    set -a; . "$(sed -n 's/^EnvironmentFile=//p' $unit)"; set +a
    export $(sed -n 's/^Environment=//p' $unit)
    setsid "$(sed -n 's/^ExecStart=//p' $unit)" > /state/journal 2>&1 &
    echo $! > /state/pid ;;
  disable)
    test ! -f /state/pid || kill -- "-$(cat /state/pid)" 2>/dev/null || true ;;
esac`,
  );
  fake("journalctl", "cat /state/journal");
  // Waiting is what the script does between attempts; a tenth of it is enough here.
  writeFileSync(join(folder, "sleep"), '#!/bin/bash\nexec /usr/bin/sleep "0.0$1"\n', { mode: 0o755 });
}

/** Runs the script and then looks at what it left, all inside the root, which ends with it. */
const entry = `
cp -a /files/etc/. /etc/ && cp -a /files/opt/. /opt/
bash /files/runcmd; echo "exit $?" > /state/after
test -d /opt/soft-landing/server && echo unpacked >> /state/after
ls -A /opt/soft-landing | sed 's/^/beside /' >> /state/after
curl --silent --max-time 2 http://127.0.0.1:${port}/healthcheck > /state/answer || rm -f /state/answer
`;

function run(folder: string, diskBytes: number): Aftermath {
  const state = join(folder, "state");
  const sandbox = [
    ...["--unshare-all", "--die-with-parent", "--clearenv"],
    ...["--setenv", "PATH", "/bin-of-test:/node:/usr/bin:/usr/sbin"],
    ...["--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin"],
    ...["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/etc"],
    ...["--size", String(diskBytes), "--tmpfs", "/opt"],
    ...["--ro-bind", dirname(process.execPath), "/node"],
    ...["--ro-bind", join(folder, "files"), "/files", "--ro-bind", join(folder, "bucket"), "/bucket"],
    ...["--ro-bind", join(folder, "bin"), "/bin-of-test", "--bind", state, "/state"],
  ];
  const { stderr } = spawnSync("bwrap", [...sandbox, "bash", "-c", entry], { encoding: "utf8" });
  const read = (file: string) => {
    try {
      return readFileSync(join(state, file), "utf8");
    } catch {
      return undefined;
    }
  };
  const after = (read("after") ?? "").trim().split("\n");
  return {
    exitCode: Number(after[0]?.replace("exit ", "")),
    words: stderr,
    calls: (read("calls") ?? "").trim().split("\n"),
    unpacked: after.includes("unpacked"),
    answer: read("answer"),
    leftovers: after
      .flatMap((line) => /^beside (.*)/.exec(line)?.[1] ?? [])
      .filter((name) => name !== "server"),
  };
}
