/**
 * True if CBOR (RFC 8949) can be decoded in time and memory that grow with its length. It nests at most
 * `levels` deep. No list, map or text claims more than the remaining bytes. There are no numbers of unlimited
 * size (tags 2 to 5). A map's keys are texts, because the decoder takes anything as a key and continues after
 * it. Each item is read once and nothing is built. The decoder refuses other malformed input.
 */
export function isBoundedCbor(body: Uint8Array, levels: number): boolean {
  const waiting: Waiting[] = [];
  let at = 0;
  while (at < body.length) {
    const head = headAt(body, at);
    at += head.bytes;
    const left = body.length - at;
    const isBreak = head.major === major.special && head.isIndefinite;
    if (waiting.at(-1)?.forKey === true && !isBreak && (head.major !== major.text || head.isIndefinite)) {
      return false;
    }
    switch (head.major) {
      case major.bytes:
      case major.text:
        if (head.isIndefinite) {
          waiting.push({ items: Number.POSITIVE_INFINITY, forKey: undefined });
        } else if (head.argument > left) {
          return false;
        } else {
          at += head.argument;
          finishItem(waiting);
        }
        break;
      case major.list:
      case major.map: {
        const isMap = head.major === major.map;
        const items = head.isIndefinite ? Number.POSITIVE_INFINITY : head.argument * (isMap ? 2 : 1);
        if (!head.isIndefinite && items > left) {
          return false;
        }
        if (items === 0) {
          finishItem(waiting);
        } else {
          waiting.push({ items, forKey: isMap ? true : undefined });
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
        if (isBreak) {
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

/** An open list, map or text. */
interface Waiting {
  /** How many items are still missing. */
  items: number;
  /** In a map, whether the next item is a key. */
  forKey: boolean | undefined;
}

const major = { bytes: 2, text: 3, list: 4, map: 5, tag: 6, special: 7 } as const;

interface Head {
  major: number;
  /** The length of a text, the number of items, or a tag's number; not used for others. */
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

/** One missing item less, also for each list whose last item this was. */
function finishItem(waiting: Waiting[]): void {
  for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
    last.items -= 1;
    if (last.forKey !== undefined) {
      last.forKey = !last.forKey;
    }
    if (last.items > 0) {
      return;
    }
    waiting.pop();
  }
}
