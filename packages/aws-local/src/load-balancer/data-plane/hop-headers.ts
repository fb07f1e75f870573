/** Headers that belong to one hop and are never passed on. */
export const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers that a Connection header removes, in lower case. Content-Length and those in `keep` stay. */
export function namedByConnection(
  value: string | undefined,
  keep?: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (value === undefined || value === "keep-alive" || value === "close") {
    return undefined;
  }
  const names = value
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "content-length" && keep?.has(name) !== true);
  return new Set(names);
}
