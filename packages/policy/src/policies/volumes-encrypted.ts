import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { listOf, propertiesOf, quoted } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** Every EBS volume of a resource must say that it is encrypted: an image's own volume is not. */
export function* checkVolumesEncrypted({ type, props }: CheckedResource): Iterable<string> {
  const volumes = volumesOf(type, props);
  if (volumes.length === 0) {
    yield "no root volume is described, so the image decides whether it is encrypted; describe it with encrypted: true.";
  }
  for (const { at, encrypted } of volumes) {
    if (!isTrue(encrypted)) {
      yield `${at} is ${quoted(encrypted)}; set it to true.`;
    }
  }
}

export const volumesEncrypted: ResourcePolicy = {
  scope: "resource",
  name: "volumes-encrypted",
  description: "Every EBS volume is encrypted.",
  types: [
    resourceTypes.launchTemplate,
    resourceTypes.launchConfiguration,
    resourceTypes.instance,
    resourceTypes.volume,
  ],
  check: checkVolumesEncrypted,
};

function volumesOf(type: string, props: CheckedResource["props"]): { at: string; encrypted: unknown }[] {
  switch (type) {
    case resourceTypes.launchTemplate:
      return listOf(props.blockDeviceMappings).map((mapping, index) => ({
        at: `blockDeviceMappings[${index}].ebs.encrypted`,
        encrypted: propertiesOf(propertiesOf(mapping).ebs).encrypted,
      }));
    case resourceTypes.launchConfiguration:
    case resourceTypes.instance: {
      const further = listOf(props.ebsBlockDevices).map((device, index) => ({
        at: `ebsBlockDevices[${index}].encrypted`,
        encrypted: propertiesOf(device).encrypted,
      }));
      return props.rootBlockDevice === undefined
        ? []
        : [
            { at: "rootBlockDevice.encrypted", encrypted: propertiesOf(props.rootBlockDevice).encrypted },
            ...further,
          ];
    }
    default:
      return [{ at: "encrypted", encrypted: props.encrypted }];
  }
}

/** Launch templates take a string, volumes a boolean. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
