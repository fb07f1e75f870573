/**
 * How clients learn to trust the authority of a page over HTTPS, in addition to what they trust already;
 * nothing for a page over HTTP.
 */
export function trustLines(pageUrl: string, certificateFile: string): string[] {
  if (!pageUrl.startsWith("https:")) {
    return [];
  }
  return [
    `  Authority     ${certificateFile}`,
    `                curl --cacert '${certificateFile}' ${pageUrl}`,
    `                NODE_EXTRA_CA_CERTS='${certificateFile}' node …`,
    `                Python: ssl.create_default_context().load_verify_locations('${certificateFile}')`,
  ];
}

/** The same in a shell that has evaluated `lab env`. */
export const trustExamples: readonly (readonly [command: string, effect: string])[] = [
  [
    'curl --cacert "$SOFT_LANDING_CA" https://127.0.0.1:8080/',
    "A page over HTTPS. The lab issued its certificate, so no system trusts it by default.",
  ],
  ['NODE_EXTRA_CA_CERTS="$SOFT_LANDING_CA" node client.js', "Node trusts it in addition to its own list."],
  [
    "python3 -c 'import os, ssl; ssl.create_default_context().load_verify_locations(os.environ[\"SOFT_LANDING_CA\"])'",
    "Python trusts it in addition to the system's store. Pass the context to httpx or to urllib.",
  ],
];
