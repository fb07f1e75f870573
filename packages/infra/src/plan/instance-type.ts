export type Architecture = "arm64" | "x86_64";

/** What an instance type's name looks like: family, generation, options, a dot, size. */
export const instanceTypePattern = /^[a-z]+[0-9]*[a-z0-9-]*\.[a-z0-9-]+$/;

/**
 * The architecture of an instance type, by AWS's naming rule: a `g` among the letters after the generation means
 * Graviton, and so does the family a1.
 */
export function architectureOf(instanceType: string): Architecture {
  return /^(a1\.|[a-z]+[0-9]+[a-z]*g[a-z]*[.-])/.test(instanceType) ? "arm64" : "x86_64";
}

/** The public SSM parameter that names the newest Amazon Linux 2023 image (Amazon Linux 2023 user guide, “Get started”). */
export function machineImageParameter(architecture: Architecture): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture === "arm64" ? "arm64" : "x86_64"}`;
}
