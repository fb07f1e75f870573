import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { providerAnswer } from "../../../src/resource-types.ts";
import { loadBalancerArn, type SampleRegion, startSampleRegion } from "../../sample-region.ts";

const certificateToken = "aws:acm/certificate:Certificate";
const validationToken = "aws:acm/certificateValidation:CertificateValidation";
const listenerToken = "aws:lb/listener:Listener";

let lab: SampleRegion;
let acm: ACMClient;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "certificates-"));
  lab = await startSampleRegion({ certificateFolder: join(folder, "certificate-authority") });
  acm = new ACMClient(lab.clientConfig);
});
afterAll(async () => {
  acm.destroy();
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

function resource(token: string) {
  const [found] = lab.services.all.flatMap(({ resources }) => resources.get(token) ?? []);
  return found ?? expect.fail(`no resource type ${token}`);
}

/** What a program requests, with what the provider answers. */
async function request(inputs: Record<string, unknown>) {
  const answer = providerAnswer(certificateToken, {
    urn: `certificate-${++count}`,
    name: "certificate",
    region: "us-east-1",
    inputs,
  });
  const properties = { ...inputs, ...answer.added };
  await resource(certificateToken).create(answer.id, properties);
  const options = answer.added.domainValidationOptions as { resourceRecordName: string }[];
  return { arn: answer.id, records: options.map(({ resourceRecordName }) => resourceRecordName) };
}

function validate(certificateArn: string, validationRecordFqdns?: string[]) {
  const inputs = { certificateArn, ...(validationRecordFqdns && { validationRecordFqdns }) };
  return resource(validationToken).create(certificateArn, inputs);
}

async function listener(certificateArn: string): Promise<string> {
  const arn = `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${String(++count).padStart(16, "0")}`;
  await resource(listenerToken).create(arn, {
    arn,
    loadBalancerArn,
    port: 443,
    protocol: "HTTPS",
    certificateArn,
    defaultActions: [
      { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody: "secure" } },
    ],
  });
  return arn;
}

/** The names in the certificate of a client that trusts the lab's authority and asks for a name. */
async function namesFor(listenerArn: string, servername: string): Promise<string | undefined> {
  const port = lab.services.elbv2.listeners.get(listenerArn)?.listener.localPort ?? 0;
  const ca = await readFile(join(folder, "certificate-authority", "ca.pem"), "utf8");
  const socket = tls.connect({ port, host: "127.0.0.1", servername, ca });
  await once(socket, "secureConnect");
  const { subjectaltname } = socket.getPeerCertificate();
  socket.destroy();
  return subjectaltname;
}

const describeOne = async (CertificateArn: string) =>
  (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;

describe("certificates that a program requests, as on AWS", () => {
  test("are issued for their domain name and alternative names, and a listener serves them", async () => {
    const { arn } = await request({
      domainName: "shows.example.org",
      subjectAlternativeNames: ["*.example.net"],
      validationMethod: "DNS",
    });
    const listenerArn = await listener(arn);
    const names = "DNS:shows.example.org, DNS:*.example.net";
    expect(await namesFor(listenerArn, "shows.example.org")).toContain(names);
    expect(await namesFor(listenerArn, "a.example.net")).toContain(names);
    await expect(namesFor(listenerArn, "other.example.com")).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    await resource(listenerToken).delete(listenerArn);
  });

  test("are described with names, records, status and the load balancers that use them", async () => {
    const { arn, records } = await request({
      domainName: "example.org",
      subjectAlternativeNames: ["*.example.org", "example.org"],
    });
    expect(records[0]).toMatch(/^_[0-9a-f]{32}\.example\.org\.$/);
    expect(records).toEqual([records[0], records[0]]);
    expect(await describeOne(arn)).toMatchObject({
      CertificateArn: arn,
      DomainName: "example.org",
      SubjectAlternativeNames: ["example.org", "*.example.org"],
      Status: "ISSUED",
      Type: "AMAZON_ISSUED",
      IssuedAt: expect.any(Date),
      InUseBy: [],
      DomainValidationOptions: [
        {
          DomainName: "example.org",
          ValidationStatus: "SUCCESS",
          ValidationMethod: "DNS",
          ResourceRecord: { Name: records[0], Type: "CNAME" },
        },
        { DomainName: "*.example.org" },
      ],
    });
    const listenerArn = await listener(arn);
    expect((await describeOne(arn))?.InUseBy).toEqual([loadBalancerArn]);
    await resource(listenerToken).delete(listenerArn);
  });

  test("ResourceInUse while a listener uses it; gone once it is deleted", async () => {
    const { arn } = await request({ domainName: "used.example.org" });
    const listenerArn = await listener(arn);
    await expect(resource(certificateToken).delete(arn)).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await resource(listenerToken).delete(listenerArn);
    await resource(certificateToken).delete(arn);
    expect(resource(certificateToken).read(arn)).toBeUndefined();
    await expect(describeOne(arn)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("a validation that lists records must list all of them, with or without the last dot", async () => {
    const { arn, records } = await request({
      domainName: "one.example.org",
      subjectAlternativeNames: ["two.example.org"],
    });
    await validate(arn);
    await validate(arn, [records[0] ?? "", (records[1] ?? "").replace(/\.$/, "")]);
    await expect(validate(arn, [records[0] ?? ""])).rejects.toThrow(
      "missing two.example.org DNS validation record: _",
    );
    await expect(validate(arn.replace(/.$/, "x"))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test.each([
    ["a name without a dot", { domainName: "localhost" }, "a domain name is like"],
    ["two asterisks", { domainName: "*.*.example.org" }, "a domain name is like"],
    ["validation by email", { domainName: "a.example.org", validationMethod: "EMAIL" }, "by DNS only"],
    ["an imported key", { domainName: "a.example.org", privateKey: "x" }, "the lab does not support this"],
  ])("%s is refused with the property's name", async (_what, inputs, message) => {
    await expect(request(inputs)).rejects.toThrow(message);
  });

  test("InvalidArn for text that is not a certificate's ARN", async () => {
    await expect(describeOne("arn:aws:s3:::certificate-of-a-bucket")).rejects.toMatchObject({
      name: "InvalidArnException",
    });
  });
});
