import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { propertiesOf, quoted } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/**
 * Instances must refuse metadata requests without a session token, so that a forged request cannot read the
 * role's keys. The token must not travel further than one hop, which is EC2's default, so that nothing behind
 * the instance gets one.
 */
export function* checkImdsv2Required({ props }: CheckedResource): Iterable<string> {
  const { httpTokens, httpPutResponseHopLimit = 1 } = propertiesOf(props.metadataOptions);
  if (httpTokens !== "required") {
    yield `metadataOptions.httpTokens is ${quoted(httpTokens)}; set it to "required" (IMDSv2).`;
  }
  if (httpPutResponseHopLimit !== 1) {
    yield `metadataOptions.httpPutResponseHopLimit is ${quoted(httpPutResponseHopLimit)}; set it to 1.`;
  }
}

export const imdsv2Required: ResourcePolicy = {
  scope: "resource",
  name: "imdsv2-required",
  description: "Instances answer metadata requests with IMDSv2 only, over one hop only.",
  types: [resourceTypes.launchTemplate, resourceTypes.launchConfiguration, resourceTypes.instance],
  check: checkImdsv2Required,
};
