import type { SecureVersion } from "node:tls";

/** What a security policy means for a TLS server. */
export interface SecurityPolicy {
  minVersion: SecureVersion;
  maxVersion: SecureVersion;
  /** OpenSSL's names for TLS 1.2 and earlier, the preferred first. TLS 1.3 has its own. */
  ciphers: readonly string[];
  /** Key exchanges, the preferred first; those with MLKEM are post-quantum hybrids. */
  groups: readonly string[];
}

const gcm = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
];
const cbcSha2 = [
  "ECDHE-ECDSA-AES128-SHA256",
  "ECDHE-RSA-AES128-SHA256",
  "ECDHE-ECDSA-AES256-SHA384",
  "ECDHE-RSA-AES256-SHA384",
];
const cbcSha1 = [
  "ECDHE-ECDSA-AES128-SHA",
  "ECDHE-RSA-AES128-SHA",
  "ECDHE-RSA-AES256-SHA",
  "ECDHE-ECDSA-AES256-SHA",
];
const rsaSha2 = ["AES128-GCM-SHA256", "AES128-SHA256", "AES256-GCM-SHA384", "AES256-SHA256"];
const rsaSha1 = ["AES128-SHA", "AES256-SHA"];
const forwardSecret = [...gcm, ...cbcSha2, ...cbcSha1];
const all = [...forwardSecret, ...rsaSha2, ...rsaSha1];

const classicGroups = ["X25519", "P-256", "P-384"];
const hybridGroups = ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"];

function policy(
  minVersion: SecureVersion,
  maxVersion: SecureVersion,
  ciphers: readonly string[],
): SecurityPolicy {
  return { minVersion, maxVersion, ciphers, groups: classicGroups };
}

/**
 * By their names without the prefix (ALB user guide, "Security policies"). DES-CBC3-SHA is left out, because
 * OpenSSL no longer has it.
 */
const policies: Readonly<Record<string, SecurityPolicy>> = {
  "TLS13-1-3-2021-06": policy("TLSv1.3", "TLSv1.3", []),
  "TLS13-1-2-2021-06": policy("TLSv1.2", "TLSv1.3", [...gcm, ...cbcSha2]),
  "TLS13-1-2-Res-2021-06": policy("TLSv1.2", "TLSv1.3", gcm),
  "TLS13-1-2-Ext1-2021-06": policy("TLSv1.2", "TLSv1.3", [...gcm, ...cbcSha2, ...rsaSha2]),
  "TLS13-1-2-Ext2-2021-06": policy("TLSv1.2", "TLSv1.3", all),
  "TLS13-1-1-2021-06": policy("TLSv1.1", "TLSv1.3", all),
  "TLS13-1-0-2021-06": policy("TLSv1", "TLSv1.3", all),
  "2016-08": policy("TLSv1", "TLSv1.2", all),
  "2015-05": policy("TLSv1", "TLSv1.2", all),
  "FS-1-2-Res-2020-10": policy("TLSv1.2", "TLSv1.2", gcm),
  "FS-1-2-Res-2019-08": policy("TLSv1.2", "TLSv1.2", [...gcm, ...cbcSha2]),
  "FS-1-2-2019-08": policy("TLSv1.2", "TLSv1.2", forwardSecret),
  "FS-1-1-2019-08": policy("TLSv1.1", "TLSv1.2", forwardSecret),
  "FS-2018-06": policy("TLSv1", "TLSv1.2", forwardSecret),
  "TLS-1-2-Ext-2018-06": policy("TLSv1.2", "TLSv1.2", all),
  "TLS-1-2-2017-01": policy("TLSv1.2", "TLSv1.2", [...gcm, ...cbcSha2, ...rsaSha2]),
  "TLS-1-1-2017-01": policy("TLSv1.1", "TLSv1.2", all),
  "TLS-1-0-2015-04": policy("TLSv1", "TLSv1.2", all),
};

const prefix = "ELBSecurityPolicy-";

/** Policies with this suffix are the ones of 2021-06 with post-quantum key exchange added. */
const postQuantum = "-PQ-2025-09";

/** The default of listeners that name none, outside the console (ALB user guide). */
export const defaultSecurityPolicy = `${prefix}2016-08`;

/** The names of all supported policies. */
export function securityPolicies(): string[] {
  return Object.keys(policies).flatMap((short) =>
    short.startsWith("TLS13-")
      ? [prefix + short, prefix + short.replace("-2021-06", postQuantum)]
      : [prefix + short],
  );
}

/** The ciphers of TLS 1.3, whatever the policy. */
export const tls13Ciphers = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

/** @throws RangeError that lists the supported policies */
export function securityPolicy(name: string): SecurityPolicy {
  const short = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  const base = policies[short.endsWith(postQuantum) ? short.replace(postQuantum, "-2021-06") : short];
  if (base === undefined) {
    const names = Object.keys(policies).map((known) => `${prefix}${known}`);
    throw new RangeError(
      `security policy "${name}" is not one of the supported ones: ${names.join(", ")}, and the TLS13 ones with ${postQuantum} instead of -2021-06`,
    );
  }
  return short.endsWith(postQuantum) ? { ...base, groups: [...hybridGroups, ...classicGroups] } : base;
}
