/** Deeper than any AWS call: an item with DynamoDB's 32 levels is 66 levels deep in JSON. */
export const mostLevels = 128;

/**
 * True if JSON nests deeper than `levels`. It reads each character once and builds nothing, so it can run
 * before any parser and any recursion. For text that is not JSON, the result has no meaning.
 */
export function isDeeperThan(levels: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (inString) {
      if (code === backslash) {
        index += 1;
      } else if (code === quote) {
        inString = false;
      }
    } else if (code === quote) {
      inString = true;
    } else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > levels) {
        return true;
      }
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
    }
  }
  return false;
}

const backslash = 0x5c;
const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
