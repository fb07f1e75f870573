import { CertificateNotFoundException } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ListenerCertificate } from "../load-balancer/contract.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";

/** The names in every certificate in addition to its own: the addresses on which a region listens. */
const loopbackNames = ["localhost", "127.0.0.1", "::1"] as const;

/**
 * The certificates of listeners. Nobody has the keys of certificates in ACM, so the region's own authority
 * issues one for each ARN.
 */
export interface ListenerCertificates {
  /**
   * Issues the certificate if it does not exist yet. @throws CertificateNotFound, or ValidationError for a
   * text that is not an ARN
   */
  obtain(arn: string): Promise<void>;
  /** A certificate that was issued before. */
  obtained(arn: string): ListenerCertificate;
}

/**
 * @param namesOf the names of a certificate that a program has requested; undefined for others
 * @param openAuthority called for the first certificate
 */
export function createListenerCertificates(
  region: string,
  namesOf: (arn: string) => readonly [string, ...string[]] | undefined,
  openAuthority: () => Promise<CertificateAuthority>,
): ListenerCertificates {
  let authority: Promise<CertificateAuthority> | undefined;
  const issued = new Map<string, ListenerCertificate>();
  return {
    async obtain(arn) {
      checkCertificateArn(arn, region);
      authority ??= openAuthority();
      const { issue } = await authority;
      if (issued.has(arn)) {
        return;
      }
      const names = namesOf(arn);
      if (names === undefined) {
        // The ARN does not contain the certificate's names, so it is issued for any name that a client asks
        // for.
        issued.set(arn, { arn, ...(await issue(loopbackNames)), issueFor: (name) => issue([name]) });
      } else {
        issued.set(arn, { arn, ...(await issue([...names, ...loopbackNames])) });
      }
    },
    obtained(arn) {
      const certificate = issued.get(arn);
      if (certificate === undefined) {
        throw certificateNotFound(arn);
      }
      return certificate;
    },
  };
}

const certificateNotFound = (arn: string) =>
  new CertificateNotFoundException({ message: `Certificate '${arn}' not found`, $metadata: {} });

/**
 * A listener accepts certificates of ACM in its own region, and server certificates of IAM, which has no
 * regions.
 */
function checkCertificateArn(arn: string, region: string): void {
  const [, acmRegion] = /^arn:aws[\w-]*:acm:([\w-]+):\d{12}:certificate\/[\w-]+$/.exec(arn) ?? [];
  const isServerCertificate = /^arn:aws[\w-]*:iam::\d{12}:server-certificate\/.+$/.test(arn);
  if (acmRegion === undefined && !isServerCertificate) {
    throw new AwsError("ValidationException", `Certificate ARN '${arn}' is not valid`);
  }
  if (acmRegion !== undefined && acmRegion !== region) {
    throw certificateNotFound(arn);
  }
}
