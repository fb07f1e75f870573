import { z } from "zod";
import { resourceType } from "../../service.ts";
import type { AcmState } from "./acm.ts";
import { certificateNotFound } from "./certificate-resource.ts";

const schema = z.object({
  certificateArn: z.string(),
  validationRecordFqdns: z.array(z.string()).optional(),
});

/**
 * Waits on AWS until a certificate is issued. Here it is issued already, so only the names of the records are
 * checked.
 */
export const certificateValidationResource = resourceType<AcmState, typeof schema>({
  token: "aws:acm/certificateValidation:CertificateValidation",
  schema,
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  create({ properties: { certificateArn, validationRecordFqdns } }, { certificates }) {
    const requested = certificates.get(certificateArn);
    if (requested === undefined) {
      throw certificateNotFound(certificateArn);
    }
    if (validationRecordFqdns === undefined) {
      return;
    }
    const given = new Set(validationRecordFqdns.map(withoutLastDot));
    for (const { domainName, resourceRecordName } of requested.properties.domainValidationOptions) {
      if (!given.has(withoutLastDot(resourceRecordName))) {
        throw new Error(`missing ${domainName} DNS validation record: ${withoutLastDot(resourceRecordName)}`);
      }
    }
  },
  delete() {},
  read: (id, { certificates }) => (certificates.has(id) ? {} : undefined),
});

function withoutLastDot(name: string): string {
  return name.replace(/\.$/, "");
}
