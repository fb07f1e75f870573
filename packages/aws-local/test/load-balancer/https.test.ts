import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openCertificateAuthority } from "../../src/certificates/certificate-authority.ts";
import { securityPolicy } from "../../src/load-balancer/tls/security-policies.ts";
import { manualClock } from "../manual-clock.ts";
import { type HttpsRig, startHttpsRig } from "./https-rig.ts";
import { turn } from "./passing-time.ts";
import { answer, type Reaction } from "./raw-target.ts";
import { startRig } from "./rig.ts";

describe("HTTPS listeners, as on AWS", () => {
  test("terminate TLS: the target gets plain HTTP, and headers that say so", async () => {
    const rig = await startHttpsRig(answer("hello"));
    expect(await ask(rig)).toMatchObject({ status: 200, body: "hello" });
    const [head = ""] = rig.target.heads;
    expect(head).toMatch(/\r\nX-Forwarded-Proto: https\r\n/);
    expect(head).toContain(`\r\nX-Forwarded-Port: ${rig.listener.localPort}\r\n`);
    expect(rig.rig.sum("RequestCount")).toBe(1);
    expect(rig.rig.sum("NewConnectionCount")).toBe(1);
    expect(rig.rig.sum("ClientTLSNegotiationErrorCount")).toBeUndefined();
  });

  test("carry WebSockets over TLS", async () => {
    const echo: Reaction = (socket) => {
      socket.removeAllListeners("data");
      socket.on("data", (chunk) => socket.write(chunk.toString("latin1").toUpperCase()));
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    };
    const rig = await startHttpsRig(echo);
    const socket = await connect(rig);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await received(socket, /^HTTP\/1\.1 101 .*\r\n\r\n$/s);
    socket.write("frame");
    await received(socket, /FRAME$/);
  });

  test.for([
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", "TLSv1.1", false],
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", "TLSv1.2", true],
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", "TLSv1.3", true],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", "TLSv1.2", false],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", "TLSv1.3", true],
    ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "TLSv1.3", true],
    ["ELBSecurityPolicy-2016-08", "TLSv1", true],
    ["ELBSecurityPolicy-2016-08", "TLSv1.3", false],
    ["ELBSecurityPolicy-FS-1-1-2019-08", "TLSv1", false],
    ["ELBSecurityPolicy-FS-1-1-2019-08", "TLSv1.1", true],
  ] as const)("%s and %s: %s", async ([sslPolicy, version, works]) => {
    const rig = await startHttpsRig(answer("hi"), {}, { sslPolicy });
    const options = { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" };
    const attempt = connect(rig, options).then((socket) => socket.getProtocol());
    if (works) {
      expect(await attempt).toBe(version);
    } else {
      await expect(attempt).rejects.toThrow();
    }
  });

  test("a cipher that is not in the policy is refused, and the failed handshake is counted", async () => {
    const res = await startHttpsRig(
      answer("hi"),
      {},
      { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" },
    );
    const options = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" } as const;
    await expect(connect(res, options)).rejects.toThrow();
    while (res.rig.sum("ClientTLSNegotiationErrorCount") === undefined) {
      await turn();
    }
    expect(res.rig.sum("ClientTLSNegotiationErrorCount")).toBe(1);
    expect(res.rig.sum("NewConnectionCount")).toBe(1);
    const plain = await startHttpsRig(answer("hi"), {}, { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" });
    expect((await connect(plain, options)).getCipher().name).toBe("ECDHE-ECDSA-AES128-SHA256");
  });

  test("bytes that are not TLS are a failed handshake", async () => {
    const rig = await startHttpsRig();
    const socket = net.connect(rig.listener.localPort, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
    await once(socket, "close");
    expect(rig.rig.sum("ClientTLSNegotiationErrorCount")).toBe(1);
  });

  test("choose the certificate by the client's server name, otherwise the default", async () => {
    const rig = await startHttpsRig(answer("hi"));
    const [first] = rig.settings.certificates;
    const other = { arn: "other", ...(await rig.authority.issue(["shop.example", "*.shop.example"])) };
    rig.listener.update({ ...rig.settings, certificates: [first, other] });
    const subject = async (servername: string) =>
      (await connect(rig, { servername, rejectUnauthorized: false })).getPeerCertificate().subject.CN;
    expect(await subject("shop.example")).toBe("shop.example");
    expect(await subject("WWW.shop.example")).toBe("shop.example");
    expect(await subject("a.b.shop.example")).toBe("localhost");
    expect(await subject("localhost")).toBe("localhost");
    expect(await subject("")).toBe("localhost");
  });

  test("use changed certificates and policies for new connections; open ones stay", async () => {
    const rig = await startHttpsRig(answer("hi"));
    const open = await connect(rig);
    const renewed = { arn: "renewed", ...(await rig.authority.issue(["localhost", "renewed.example"])) };
    const sslPolicy = "ELBSecurityPolicy-TLS13-1-3-2021-06";
    rig.listener.update({ ...rig.settings, sslPolicy, certificates: [renewed] });
    open.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await received(open, /hi$/);
    expect((await connect(rig)).getPeerCertificate().subjectaltname).toContain("renewed.example");
    await expect(connect(rig, { maxVersion: "TLSv1.2" })).rejects.toThrow();
  });

  test("are the target of a redirect from an HTTP listener", async () => {
    const rig = await startHttpsRig(answer("hi"));
    rig.rig.listener.update({
      ...rig.rig.listenerSettings,
      defaultAction: { type: "redirect", statusCode: "HTTP_301", protocol: "HTTPS", port: "443" },
    });
    const socket = net.connect(rig.rig.port, "127.0.0.1");
    socket.write("GET /a?b HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n");
    const page = await received(socket, /<\/html>/);
    expect(page).toContain(`\r\nLocation: https://localhost:${rig.listener.localPort}/a?b\r\n`);
  });

  test("make sticky cookies Secure", async () => {
    const rig = await startHttpsRig(answer("hi"), { targetGroup: { stickiness: { durationSeconds: 60 } } });
    const { headers } = await ask(rig);
    expect(headers["set-cookie"]?.[1]).toMatch(/^AWSALBCORS=.*; SameSite=None; Secure$/);
  });
});

test("an unsupported policy is refused with the supported ones; a listener's protocol does not change", async () => {
  expect(() => securityPolicy("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04")).toThrow(
    /"ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04" is not one of the supported ones: ELBSecurityPolicy-TLS13-1-3-2021-06, /,
  );
  expect(() => securityPolicy("TLS13-1-3-2021-06")).toThrow(RangeError);
  const rig = await startRig({ clock: manualClock() });
  const { certificates } = (await startHttpsRig()).settings;
  expect(() => rig.listener.update({ ...rig.listenerSettings, protocol: "HTTPS", certificates })).toThrow(
    "cannot change to HTTPS",
  );
});

describe("the certificate authority", () => {
  test("keeps its key readable for the owner only, and is the same when it is opened again", async () => {
    const parent = await mkdtemp(join(tmpdir(), "soft-landing-ca-"));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const folder = join(parent, "authority");
    const first = await openCertificateAuthority(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "ca-key.pem"))).mode & 0o777).toBe(0o600);
    const certificate = await readFile(first.certificateFile, "utf8");
    const again = await openCertificateAuthority(folder);
    expect(await readFile(again.certificateFile, "utf8")).toBe(certificate);
  });

  test("is created once when two regions open it at the same time, and leaves no other files", async () => {
    const parent = await mkdtemp(join(tmpdir(), "soft-landing-ca-"));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const folder = join(parent, "authority");
    const opened = await Promise.all(Array.from({ length: 4 }, () => openCertificateAuthority(folder)));
    const issuer = new X509Certificate(await readFile(join(folder, "ca.pem"), "utf8"));
    for (const { issue } of opened) {
      const { certificatePem } = await issue(["localhost"]);
      expect(new X509Certificate(certificatePem).verify(issuer.publicKey)).toBe(true);
    }
    expect(await readdir(parent)).toEqual(["authority"]);
  });

  test("is created again when it expires within a month", async () => {
    const parent = await mkdtemp(join(tmpdir(), "soft-landing-ca-"));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const folder = join(parent, "authority");
    const first = await openCertificateAuthority(folder);
    const certificate = await readFile(first.certificateFile, "utf8");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 370 * 24 * 3600 * 1000 });
    onTestFinished(() => void vi.useRealTimers());
    await openCertificateAuthority(folder);
    expect(await readFile(first.certificateFile, "utf8")).not.toBe(certificate);
    expect((await stat(join(folder, "ca-key.pem"))).mode & 0o777).toBe(0o600);
  });
});

async function connect(
  { ca, listener }: HttpsRig,
  options: Partial<tls.ConnectionOptions> = {},
): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    port: listener.localPort,
    host: "127.0.0.1",
    servername: "localhost",
    ca,
    ...options,
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  socket.on("error", () => {});
  return socket;
}

async function received(socket: net.Socket, expected: RegExp): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString("latin1");
    if (expected.test(text)) {
      return text;
    }
  }
  throw new Error(`the connection ended after: ${text}`);
}

async function ask({ ca, listener }: HttpsRig) {
  const request = https.get({ ca, host: "localhost", port: listener.localPort, agent: false });
  const [response] = await once(request, "response");
  let body = "";
  for await (const chunk of response) {
    body += chunk;
  }
  return { status: response.statusCode, headers: response.headers, body };
}
