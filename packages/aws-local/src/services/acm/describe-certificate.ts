import {
  DescribeCertificate$,
  type DescribeCertificateRequest,
  type DescribeCertificateResponse,
  InvalidArnException,
} from "@aws-sdk/client-acm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AcmState } from "./acm.ts";
import { certificateNotFound, namesIn } from "./certificate-resource.ts";

/**
 * A certificate that a program has requested. The lab knows only the ARNs of others, and does not describe
 * them.
 */
export const describeCertificate: Operation<
  AcmState,
  DescribeCertificateRequest,
  DescribeCertificateResponse
> = {
  schema: DescribeCertificate$,
  honours: { CertificateArn: true },
  resource: ({ CertificateArn }) => CertificateArn,
  handle({ CertificateArn: arn }, { host, certificates }) {
    checkConstraints(
      { CertificateArn: arn },
      { CertificateArn: { required: true, minLength: 20, maxLength: 2048 } },
    );
    if (arn === undefined || !/^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(arn)) {
      throw new InvalidArnException({ message: `Invalid ARN: ${arn}`, $metadata: {} });
    }
    const requested = certificates.get(arn);
    if (requested === undefined) {
      throw certificateNotFound(arn);
    }
    const { properties, requestedAt } = requested;
    return {
      Certificate: {
        CertificateArn: arn,
        DomainName: properties.domainName,
        SubjectAlternativeNames: namesIn(properties),
        DomainValidationOptions: properties.domainValidationOptions.map((option) => ({
          DomainName: option.domainName,
          ValidationDomain: option.domainName,
          ValidationStatus: "SUCCESS",
          ValidationMethod: "DNS",
          ResourceRecord: {
            Name: option.resourceRecordName,
            Type: option.resourceRecordType,
            Value: option.resourceRecordValue,
          },
        })),
        Status: "ISSUED",
        Type: "AMAZON_ISSUED",
        CreatedAt: requestedAt,
        IssuedAt: requestedAt,
        InUseBy: host.usersOf(arn),
      },
    };
  },
};
