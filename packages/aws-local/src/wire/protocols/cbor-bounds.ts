/**
 * True where CBOR (RFC 8949) can be decoded in time and memory that grow with its length: it nests no deeper than `levels`, no list,
 * map or text claims more than there are bytes left, and no number is of any size (tags 2 to 5). It looks at each item once and
 * builds nothing. What is not well formed otherwise is the decoder's to refuse.
 */
export function isBoundedCbor(body: Uint8Array, levels: number): boolean {
  // How many items each open list or map still waits for.
  const waiting: number[] = [];
  let at = 0;
  while (at < body.length) {
    const head = headAt(body, at);
    at += head.bytes;
    const left = body.length - at;
    switch (head.major) {
      case major.bytes:
      case major.text:
        if (head.isIndefinite) {
          waiting.push(Number.POSITIVE_INFINITY);
        } else if (head.argument > left) {
          return false;
        } else {
          at += head.argument;
          finishItem(waiting);
        }
        break;
      case major.list:
      case major.map: {
        const items = head.isIndefinite
          ? Number.POSITIVE_INFINITY
          : head.argument * (head.major === major.map ? 2 : 1);
        if (!head.isIndefinite && items > left) {
          return false;
        }
        if (items === 0) {
          finishItem(waiting);
        } else {
          waiting.push(items);
        }
        break;
      }
      case major.tag:
        // The tagged item follows and counts for both.
        if (head.argument >= 2 && head.argument <= 5) {
          return false;
        }
        break;
      default:
        if (head.isIndefinite) {
          // The end of an indefinite item.
          waiting.pop();
        }
        finishItem(waiting);
    }
    if (waiting.length > levels) {
      return false;
    }
  }
  return true;
}

const major = { bytes: 2, text: 3, list: 4, map: 5, tag: 6 } as const;

interface Head {
  major: number;
  /** The length of a text, the number of items, a tag's number; for others of no interest. */
  argument: number;
  isIndefinite: boolean;
  bytes: number;
}

function headAt(body: Uint8Array, at: number): Head {
  const initial = body[at] ?? 0;
  const kind = initial >> 5;
  const information = initial & 31;
  if (information < 24 || information > 27) {
    return { major: kind, argument: information, isIndefinite: information === 31, bytes: 1 };
  }
  const length = 2 ** (information - 24);
  let argument = 0;
  for (let index = 1; index <= length; index += 1) {
    argument = argument * 256 + (body[at + index] ?? 0);
  }
  return { major: kind, argument, isIndefinite: false, bytes: 1 + length };
}

/** One item less to wait for, and so for each list that it was the last of. */
function finishItem(waiting: number[]): void {
  while (waiting.length > 0) {
    const last = waiting.length - 1;
    const left = (waiting[last] ?? 0) - 1;
    waiting[last] = left;
    if (left > 0) {
      return;
    }
    waiting.pop();
  }
}
