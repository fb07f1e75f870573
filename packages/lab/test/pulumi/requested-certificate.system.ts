import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import * as aws from "@pulumi/aws";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openProgram, startEmptyLab } from "./empty-lab.ts";

/** A page over HTTPS with a certificate of its own, as the provider's documentation has it. */
function program(alternativeNames: readonly string[]) {
  return async () => {
    const certificate = new aws.acm.Certificate("page", {
      domainName: "shows.example.org",
      subjectAlternativeNames: [...alternativeNames],
      validationMethod: "DNS",
    });
    const { zoneId } = await aws.route53.getZone({ name: "example.org" });
    const records = certificate.domainValidationOptions.apply((options) =>
      options.map(
        ({ domainName, resourceRecordName, resourceRecordType, resourceRecordValue }) =>
          new aws.route53.Record(`validate-${domainName}`, {
            zoneId,
            name: resourceRecordName,
            type: resourceRecordType as aws.types.enums.route53.RecordType,
            records: [resourceRecordValue],
            ttl: 60,
          }),
      ),
    );
    const { certificateArn } = new aws.acm.CertificateValidation("page", {
      certificateArn: certificate.arn,
      validationRecordFqdns: records.apply((all) => all.map(({ fqdn }) => fqdn)),
    });
    const balancer = new aws.lb.LoadBalancer("page", { loadBalancerType: "application" });
    const fixedResponse = { contentType: "text/plain", messageBody: "hello", statusCode: "200" };
    new aws.lb.Listener("https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn,
      defaultActions: [{ type: "fixed-response", fixedResponse }],
    });
    return { address: balancer.dnsName };
  };
}

describe.skipIf(noEngine)(onTheEngine("a program that requests its certificate"), () => {
  useOwnStateHome();
  const folder = mkdtempSync(join(tmpdir(), "requested-certificate-"));
  let lab: EmptyLab;
  let opened: Awaited<ReturnType<typeof openProgram>>;
  let stack: Stack;

  beforeAll(async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: page\nruntime: nodejs\n");
    lab = await startEmptyLab();
    opened = await openProgram(lab, {
      folder,
      name: "dev",
      program: program(["*.example.net"]),
      config: { "aws:region": "us-east-1" },
    });
    stack = opened.stack;
  });
  afterAll(async () => {
    opened?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The names in the certificate that a client trusts who asks for this one. */
  async function namesFor(servername: string): Promise<string | undefined> {
    const address: string = (await stack.outputs()).address?.value;
    const [host = "", port = ""] = address.split(":");
    const ca = readFileSync(lab.environment.SOFT_LANDING_CA ?? "");
    const socket = tls.connect({ host, port: Number(port), servername, ca });
    await once(socket, "secureConnect");
    const { subjectaltname } = socket.getPeerCertificate();
    socket.destroy();
    return subjectaltname;
  }

  test("a certificate that a program requests and validates is served, and deleted with the stack", async () => {
    await stack.up();
    expect(await namesFor("shows.example.org")).toContain("DNS:shows.example.org, DNS:*.example.net");
    const { summary } = await stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);

    stack.workspace.program = program(["www.example.org"]);
    await stack.up();
    expect(await namesFor("www.example.org")).toContain("DNS:shows.example.org, DNS:www.example.org");

    await stack.destroy();
  });
});
