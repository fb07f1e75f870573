/** One page of a list and the token for the next. */
export interface Page<Item> {
  items: Item[];
  nextToken: string | undefined;
}

/**
 * Cuts a list into pages.
 *
 * @param invalidToken creates the service's own error for an unknown token
 */
export function pageOf<Item>(
  all: readonly Item[],
  size: number,
  token: string | undefined,
  invalidToken: () => Error,
): Page<Item> {
  const start = token === undefined ? 0 : positionIn(token);
  if (start === undefined || start > all.length) {
    throw invalidToken();
  }
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? tokenFor(end) : undefined,
  };
}

const prefix = "soft-landing:";

/** A token that is opaque to callers and contains the position of an answer. @param position above zero */
export function tokenFor(position: number): string {
  return Buffer.from(`${prefix}${position}`).toString("base64url");
}

/** The position in a token; undefined for a token that is not from tokenFor. */
export function positionIn(token: string): number | undefined {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const number = Number(text.slice(prefix.length));
  return text.startsWith(prefix) && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
