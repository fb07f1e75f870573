import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { propertiesOf, quoted } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** Instances must take no metadata request without a session token, so that a forged request cannot read the role's keys. */
export function* checkImdsv2Required({ props }: CheckedResource): Iterable<string> {
  const { httpTokens } = propertiesOf(props.metadataOptions);
  if (httpTokens !== "required") {
    yield `metadataOptions.httpTokens is ${quoted(httpTokens)}; set it to "required" (IMDSv2).`;
  }
}

export const imdsv2Required: ResourcePolicy = {
  scope: "resource",
  name: "imdsv2-required",
  description: "Instances answer metadata requests by IMDSv2 only.",
  types: [resourceTypes.launchTemplate, resourceTypes.instance],
  check: checkImdsv2Required,
};
