import type { Clock } from "@soft-landing/shared/clock";
import { type Service, service } from "../../service.ts";
import { type CertificateProperties, certificateResource, namesIn } from "./certificate-resource.ts";
import { certificateValidationResource } from "./certificate-validation-resource.ts";
import { describeCertificate } from "./describe-certificate.ts";

/** What Certificate Manager needs. */
export interface AcmHost {
  clock: Clock;
  /** ARNs of the load balancers that use a certificate. */
  usersOf(certificateArn: string): string[];
}

/** A certificate that a program has requested. Its key is created when a listener first serves it. */
export interface RequestedCertificate {
  properties: CertificateProperties;
  requestedAt: Date;
}

export interface AcmState {
  host: AcmHost;
  /** By ARN. */
  certificates: Map<string, RequestedCertificate>;
}

export interface Acm extends Service {
  /** The names of a certificate that a program has requested; undefined for any other ARN. */
  namesOf(certificateArn: string): [string, ...string[]] | undefined;
}

/** Certificate Manager: what a program requests is issued at once. */
export function createAcm(host: AcmHost): Acm {
  const state: AcmState = { host, certificates: new Map() };
  return {
    ...service<AcmState>({
      model: {
        name: "acm",
        protocols: ["json"],
        namespace: "com.amazonaws.acm",
        target: "CertificateManager",
        version: "2015-12-08",
        xmlNamespace: "http://acm.amazonaws.com/doc/2015-12-08/",
        awsQueryCompatible: false,
      },
      state,
      operations: [describeCertificate],
      resources: [certificateResource, certificateValidationResource],
    }),
    namesOf(certificateArn) {
      const requested = state.certificates.get(certificateArn);
      return requested && namesIn(requested.properties);
    },
  };
}
