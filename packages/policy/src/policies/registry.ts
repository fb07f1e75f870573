import type { Policy } from "../policy.ts";
import { bucketPrivate } from "./bucket-private.ts";
import { bucketTlsOnly } from "./bucket-tls-only.ts";
import { imdsv2Required } from "./imdsv2-required.ts";
import { noOpenIngress } from "./no-open-ingress.ts";
import { noWildcardIam } from "./no-wildcard-iam.ts";
import { requiredTagsPolicy } from "./required-tags.ts";
import { volumesEncrypted } from "./volumes-encrypted.ts";

/** Every policy of the pack. */
export const policies: readonly Policy[] = [
  bucketPrivate,
  bucketTlsOnly,
  imdsv2Required,
  noOpenIngress,
  noWildcardIam,
  requiredTagsPolicy,
  volumesEncrypted,
];
