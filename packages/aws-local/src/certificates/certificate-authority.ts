import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its key, both as PEM. */
export interface IssuedCertificate {
  certificatePem: string;
  privateKeyPem: string;
}

/** Issues certificates that whoever trusts its own certificate trusts. */
export interface CertificateAuthority {
  /** The file with the authority's certificate, for NODE_EXTRA_CA_CERTS, curl --cacert, SSL_CERT_FILE and their kin. */
  readonly certificateFile: string;
  /** @param names host names, the first of which is the subject's, and IP addresses */
  issue(names: readonly [string, ...string[]]): Promise<IssuedCertificate>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Browsers take no certificate that is valid for longer than 398 days. */
const validityMs = 397 * 24 * 3600 * 1000;

/** A clock that is a little behind must not find a certificate too young. */
const leewayMs = 3600 * 1000;

/**
 * Opens the authority whose certificate and key are in a folder, and makes both where they are not. The folder is for the
 * owner alone (0700), and so is the key (0600).
 *
 * @throws Error where the folder cannot be written, or holds something else
 */
export async function openCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  const certificateFile = join(folder, "ca.pem");
  const keyFile = join(folder, "ca-key.pem");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await readBoth(certificateFile, keyFile);
  const { certificatePem, privateKeyPem } = found ?? (await createAuthority());
  if (!found) {
    await writeFile(keyFile, privateKeyPem, { mode: 0o600 });
    await chmod(keyFile, 0o600);
    await writeFile(certificateFile, certificatePem);
  }
  const certificate = new X509Certificate(certificatePem);
  const signingKey = await importKey(privateKeyPem);
  return {
    certificateFile,
    issue: (names) => issue(certificate, signingKey, names),
  };
}

async function readBoth(certificateFile: string, keyFile: string): Promise<IssuedCertificate | undefined> {
  try {
    const certificatePem = await readFile(certificateFile, "utf8");
    return { certificatePem, privateKeyPem: await readFile(keyFile, "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function createAuthority(): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...lifetime(),
    name: "CN=Certificate authority of a local region",
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pem(certificate, keys.privateKey);
}

async function issue(
  authority: X509Certificate,
  signingKey: webcrypto.CryptoKey,
  names: readonly [string, ...string[]],
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    ...lifetime(),
    subject: [{ CN: [names[0]] }],
    issuer: authority.subjectName,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return pem(certificate, keys.privateKey);
}

function lifetime() {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - leewayMs), notAfter: new Date(nowMs - leewayMs + validityMs) };
}

async function pem(certificate: X509Certificate, key: webcrypto.CryptoKey): Promise<IssuedCertificate> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", key);
  return {
    certificatePem: certificate.toString("pem"),
    privateKeyPem: PemConverter.encode(bytes, "PRIVATE KEY"),
  };
}

function importKey(privateKeyPem: string): Promise<webcrypto.CryptoKey> {
  const [bytes] = PemConverter.decode(privateKeyPem);
  if (bytes === undefined) {
    throw new Error("the file of the authority's key holds none");
  }
  return webcrypto.subtle.importKey("pkcs8", bytes, algorithm, true, ["sign"]);
}
