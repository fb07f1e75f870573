import type { CertificateProperties } from "./certificate-resource.ts";

/** A certificate's names: the domain name first, each once. */
export function namesIn({
  domainName,
  subjectAlternativeNames,
}: Pick<CertificateProperties, "domainName" | "subjectAlternativeNames">): [string, ...string[]] {
  return [domainName, ...new Set(subjectAlternativeNames.filter((name) => name !== domainName))];
}
