import { ResourceInUseException, ResourceNotFoundException } from "@aws-sdk/client-acm";
import { z } from "zod";
import { notPlayed } from "../../not-played.ts";
import { resourceType } from "../../service.ts";
import type { AcmState } from "./acm.ts";

/** ACM API reference, RequestCertificate: labels and dots, at most one asterisk as the first label. */
const domainName = z
  .string()
  .max(253, "a domain name has at most 253 characters")
  .regex(
    /^(?:\*\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    "a domain name is like www.example.com or *.example.com",
  );

const schema = z.object({
  arn: z.string(),
  domainName,
  subjectAlternativeNames: z.array(domainName).default([]),
  validationMethod: z
    .literal("DNS", "the lab validates by DNS only: an email needs a person who answers it")
    .optional(),
  /** Created with the ARN. */
  domainValidationOptions: z.array(
    z.object({
      domainName: z.string(),
      resourceRecordName: z.string(),
      resourceRecordType: z.literal("CNAME"),
      resourceRecordValue: z.string(),
    }),
  ),
  ...notPlayed(["certificateAuthorityArn", "certificateBody", "certificateChain", "privateKey"]),
});
export type CertificateProperties = z.infer<typeof schema>;

/** A certificate that a program requests, as `aws.acm.Certificate` does. */
export const certificateResource = resourceType<AcmState, typeof schema>({
  token: "aws:acm/certificate:Certificate",
  schema,
  replaceOn: [
    "domainName",
    "subjectAlternativeNames",
    "validationMethod",
    "validationOptions",
    "keyAlgorithm",
  ],
  create({ id, properties }, { host, certificates }) {
    certificates.set(id, { properties, requestedAt: new Date(host.clock.nowMs()) });
  },
  delete(id, { host, certificates }) {
    if (host.usersOf(id).length > 0) {
      throw new ResourceInUseException({ message: `Certificate ${id} is in use.`, $metadata: {} });
    }
    certificates.delete(id);
  },
  read: (id, { certificates }) => (certificates.has(id) ? {} : undefined),
});

/** A certificate's names: the domain name first, each once. */
export function namesIn({
  domainName,
  subjectAlternativeNames,
}: Pick<CertificateProperties, "domainName" | "subjectAlternativeNames">): [string, ...string[]] {
  return [domainName, ...new Set(subjectAlternativeNames.filter((name) => name !== domainName))];
}

/** Certificate Manager's error for a certificate that does not exist. */
export function certificateNotFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: `Could not find certificate ${arn}.`, $metadata: {} });
}
