import { expect, test } from "vitest";
import { checkVolumesEncrypted } from "../../src/policies/volumes-encrypted.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

function check(type: string, props: Record<string, unknown>) {
  return [...checkVolumesEncrypted(resource(type, props))];
}

const { launchTemplate, launchConfiguration, instance, volume } = resourceTypes;

test.each([
  [launchTemplate, { blockDeviceMappings: [{ ebs: { encrypted: "true" } }] }],
  [instance, { rootBlockDevice: { encrypted: true } }],
  [volume, { encrypted: true }],
])("%s with encrypted volumes passes", (type, props) => {
  expect(check(type, props)).toEqual([]);
});

test.each([
  [launchTemplate, { blockDeviceMappings: [{ ebs: { encrypted: "false" } }] }],
  [launchTemplate, { blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { ebs: {} }] }],
  [instance, { rootBlockDevice: {} }],
  [instance, { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ deviceName: "/dev/sdb" }] }],
  [launchConfiguration, { rootBlockDevice: { encrypted: false } }],
  [volume, {}],
])("%s with a plain volume %j is refused", (type, props) => {
  expect(check(type, props)).toEqual([expect.stringContaining("set it to true")]);
});

test.each([launchTemplate, instance])("%s with the image's root volume is refused", (type) => {
  expect(check(type, {})).toEqual([expect.stringContaining("no root volume is described")]);
});
