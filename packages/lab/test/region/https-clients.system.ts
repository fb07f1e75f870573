import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import tls from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, noChromium } from "../../src/bench/console/chromium.ts";
import { type HttpsLab, startHttpsLab } from "../https-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

const run = promisify(execFile);
const python = process.env.PYTHON ?? "python3";

const noCurl = runs("curl", ["--version"]) ? undefined : "skipped: curl is missing";
const noHttpx = runs(python, ["-c", "import httpx, h2"])
  ? undefined
  : 'skipped: httpx with HTTP/2 is missing (pip install "httpx[http2]")';

function runs(command: string, args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

describe("a lab's page over HTTPS, for unmodified clients", () => {
  useOwnStateHome();
  let lab: HttpsLab;

  beforeAll(async () => {
    lab = await startHttpsLab();
  });
  afterAll(() => lab?.started.close());

  describe.skipIf(noCurl)(noCurl ?? "curl", () => {
    test.each([
      ["--http1.1", "1.1"],
      ["--http2", "2"],
    ])("%s: trusts the authority's file and no page without it", async (option, version) => {
      const write = ["--silent", "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}"];
      const args = [option, ...write, "--cacert", lab.certificateFile, lab.pageUrl];
      expect((await run("curl", args)).stdout).toBe(`${version} 200`);
      // 60: the certificate cannot be verified.
      await expect(run("curl", [option, ...write, lab.pageUrl])).rejects.toMatchObject({ code: 60 });
    });

    test("reaches the page by the domain name, and follows the redirect from HTTP", async () => {
      const { port } = new URL(lab.pageUrl);
      const plain = `http://${lab.domainName}:${port}/`;
      const resolve = ["--resolve", `${lab.domainName}:${port}:127.0.0.1`, "--cacert", lab.certificateFile];
      const write = ["--silent", "--output", "/dev/null", "--write-out", "%{url_effective} %{http_code}"];
      const { stdout } = await run("curl", [...resolve, ...write, "--location", plain]);
      expect(stdout).toBe(`${plain.replace("http:", "https:")} 200`);
    });
  });

  test.skipIf(noHttpx)(
    noHttpx ?? "Python's httpx speaks HTTP/2 with a context that has loaded the authority",
    async () => {
      const program = [
        "import httpx, ssl, sys",
        "context = ssl.create_default_context()",
        "context.load_verify_locations(sys.argv[1])",
        "with httpx.Client(http2=True, verify=context, trust_env=False) as client:",
        "    answers = [client.get(sys.argv[2]) for _ in range(5)]",
        "print(*{(a.http_version, a.status_code) for a in answers})",
      ].join("\n");
      const { stdout } = await run(python, ["-c", program, lab.certificateFile, lab.pageUrl]);
      expect(stdout).toBe("('HTTP/2', 200)\n");
    },
  );

  test("Node trusts it by NODE_EXTRA_CA_CERTS", async () => {
    const program = "fetch(process.argv[1]).then(({ status }) => console.log(status))";
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: lab.certificateFile };
    const { stdout } = await run(process.execPath, ["-e", program, lab.pageUrl], { env });
    expect(stdout).toBe("200\n");
  });

  test.skipIf(noChromium)(
    noChromium === undefined ? "Chromium speaks HTTP/2 and shows the page" : `skipped: ${noChromium}`,
    async () => {
      const browser = await launchChromium(
        `--ignore-certificate-errors-spki-list=${await certificateKeyHash(lab)}`,
      );
      const page = await browser.newPage();
      const response = await page.goto(lab.pageUrl);
      expect(response?.status()).toBe(200);
      // As text: the page's own types are not this program's.
      const protocol = 'performance.getEntriesByType("navigation")[0].nextHopProtocol';
      expect(await page.evaluate(protocol)).toBe("h2");
      await browser.close();
    },
  );
});

/** The hash of the key of the page's certificate, which the authority vouches for. */
async function certificateKeyHash({ pageUrl }: HttpsLab): Promise<string> {
  const socket = tls.connect({ host: "127.0.0.1", port: Number(new URL(pageUrl).port) });
  await once(socket, "secureConnect");
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: "spki", format: "der" });
  socket.destroy();
  return createHash("sha256")
    .update(key ?? "")
    .digest("base64");
}
