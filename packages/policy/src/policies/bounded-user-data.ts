import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { resourceTypes } from "../resource-types.ts";

/** EC2 takes 16 KiB before encoding; a quarter of it stays free, so that nobody finds the limit at 3 a.m. */
export const userDataLimitBytes = 12 * 1024;

/** User data must be base64 of a cloud-config, and leave room below EC2's limit. */
export function* checkBoundedUserData({ props }: CheckedResource): Iterable<string> {
  const { userData } = props;
  if (typeof userData !== "string" || !isBase64(userData)) {
    yield "userData is not base64; EC2 refuses it in a launch template.";
    return;
  }
  const decoded = Buffer.from(userData, "base64");
  if (decoded.byteLength > userDataLimitBytes) {
    yield `userData has ${decoded.byteLength} bytes; keep it at or below ${userDataLimitBytes} and put what is longer into the artifact.`;
  }
  if (!decoded.toString("utf8").startsWith("#cloud-config\n")) {
    yield "userData does not start with the line #cloud-config, so cloud-init would not read it as such.";
  }
}

export const boundedUserData: ResourcePolicy = {
  scope: "resource",
  name: "bounded-user-data",
  description: `User data is a cloud-config of at most ${userDataLimitBytes} bytes.`,
  types: [resourceTypes.launchTemplate],
  check: checkBoundedUserData,
};

function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
