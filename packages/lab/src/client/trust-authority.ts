import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

const trusted = new Set<string>();

/**
 * Makes this process trust the certificates that labs issue for HTTPS listeners, besides what it trusted before. The system's
 * store stays as it is.
 *
 * @param certificateFile the authority's, which is there from the first HTTPS listener on; without it nothing happens
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
