/** One page of a list and the token for the next. */
export interface Page<Item> {
  items: Item[];
  nextToken: string | undefined;
}

/**
 * Cuts a list into pages. The token is opaque to callers: the number of items before the next page.
 *
 * @param invalidToken makes the service's own error for a token that no page has given
 */
export function pageOf<Item>(
  all: readonly Item[],
  size: number,
  token: string | undefined,
  invalidToken: () => Error,
): Page<Item> {
  const start = token === undefined ? 0 : startOf(token);
  if (start === undefined || start > all.length) {
    throw invalidToken();
  }
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? Buffer.from(`${prefix}${end}`).toString("base64url") : undefined,
  };
}

const prefix = "soft-landing:";

function startOf(token: string): number | undefined {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const number = Number(text.slice(prefix.length));
  return text.startsWith(prefix) && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
