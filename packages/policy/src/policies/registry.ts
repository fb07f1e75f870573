import type { Policy } from "../policy.ts";
import { boundedUserData } from "./bounded-user-data.ts";
import { bucketEncrypted } from "./bucket-encrypted.ts";
import { bucketPrivate } from "./bucket-private.ts";
import { bucketTlsOnly } from "./bucket-tls-only.ts";
import { groupElbHealthCheck } from "./group-elb-health-check.ts";
import { groupWaitsForHealth } from "./group-waits-for-health.ts";
import { imdsv2Required } from "./imdsv2-required.ts";
import { noOpenIngress } from "./no-open-ingress.ts";
import { noWildcardIam } from "./no-wildcard-iam.ts";
import { requiredTagsPolicy } from "./required-tags.ts";
import { threeZones } from "./three-zones.ts";
import { volumesEncrypted } from "./volumes-encrypted.ts";

/** Every policy of the pack. */
export const policies: readonly Policy[] = [
  boundedUserData,
  bucketEncrypted,
  bucketPrivate,
  bucketTlsOnly,
  groupElbHealthCheck,
  groupWaitsForHealth,
  imdsv2Required,
  noOpenIngress,
  noWildcardIam,
  requiredTagsPolicy,
  threeZones,
  volumesEncrypted,
];
