import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

const trusted = new Set<string>();

/**
 * Makes this process trust the certificates that labs issue for HTTPS listeners, in addition to what it
 * trusted before. The system's store does not change.
 *
 * @param certificateFile the authority's certificate, which exists from the first HTTPS listener on; without
 *   it nothing happens
 */
export function trustAuthority(certificateFile: string): void {
  const certificate = trusted.has(certificateFile) ? undefined : read(certificateFile);
  if (certificate !== undefined) {
    trusted.add(certificateFile);
    setDefaultCACertificates([...getCACertificates(), certificate]);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
