import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname, join } from "node:path";
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

/** Issues certificates. A client that trusts its own certificate trusts them. */
export interface CertificateAuthority {
  /**
   * The file with the authority's certificate, for NODE_EXTRA_CA_CERTS, curl --cacert, SSL_CERT_FILE and
   * similar settings.
   */
  readonly certificateFile: string;
  /** @param names host names, the first of which is the subject's, and IP addresses */
  issue(names: readonly [string, ...string[]]): Promise<IssuedCertificate>;
}

/** The certificate of the authority in a folder, with its key next to it. */
export const authorityFile = "ca.pem";
const keyFile = "ca-key.pem";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Browsers refuse certificates that are valid for longer than 398 days. */
const validityMs = 397 * 24 * 3600 * 1000;

/** So that a clock that is a little behind does not find the certificate not yet valid. */
const leewayMs = 3600 * 1000;

/** An authority that expires sooner is replaced. */
const leastValidityMs = 30 * 24 * 3600 * 1000;

/**
 * Opens the authority whose certificate and key are in a folder. Creates both if they do not exist or expire
 * soon. Only the owner can read the folder (0700) and the key (0600).
 *
 * @throws Error if the folder cannot be written, or contains something else
 */
export async function openCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  const found = await readAuthority(folder);
  if (found !== undefined && endsSoon(found)) {
    await rm(folder, { recursive: true, force: true });
  }
  const { certificatePem, privateKeyPem } =
    found === undefined || endsSoon(found) ? await makeAuthority(folder) : found;
  const certificate = new X509Certificate(certificatePem);
  const signingKey = await importKey(privateKeyPem);
  return {
    certificateFile: join(folder, authorityFile),
    issue: (names) => issue(certificate, signingKey, names),
  };
}

async function readAuthority(folder: string): Promise<IssuedCertificate | undefined> {
  try {
    const certificatePem = await readFile(join(folder, authorityFile), "utf8");
    return { certificatePem, privateKeyPem: await readFile(join(folder, keyFile), "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function endsSoon({ certificatePem }: IssuedCertificate): boolean {
  return new X509Certificate(certificatePem).notAfter.getTime() - Date.now() < leastValidityMs;
}

/**
 * The folder appears completely: of two regions that start at once, one creates the authority, and both use
 * it.
 */
async function makeAuthority(folder: string): Promise<IssuedCertificate> {
  const authority = await createAuthority();
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${folder}-`);
  await writeFile(join(draft, keyFile), authority.privateKeyPem, { mode: 0o600 });
  await writeFile(join(draft, authorityFile), authority.certificatePem);
  try {
    await rename(draft, folder);
    return authority;
  } catch (error) {
    await rm(draft, { recursive: true });
    const other = await readAuthority(folder);
    if (other === undefined) {
      throw error;
    }
    return other;
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
    // A common name has at most 64 characters (RFC 5280, appendix A.1). Clients check the alternative names.
    subject: [{ CN: [names[0].slice(0, 64)] }],
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
    throw new Error("the authority's key file does not contain a key");
  }
  return webcrypto.subtle.importKey("pkcs8", bytes, algorithm, true, ["sign"]);
}
