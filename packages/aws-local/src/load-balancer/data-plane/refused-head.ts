import type { RefusedHead } from "./desync.ts";

/** A request line, including spaces in its URL. `HTTP/` distinguishes it from other text. */
const requestLine = /(?:^|\n)(\S+) ([^\r\n]*) HTTP\/(\d+)\.(\d+)(?![^\s])/g;

/**
 * The head in which Node's parser failed, read leniently and only to be judged. Undefined if the bytes are
 * not a request, or if the head was complete and the error comes after it.
 *
 * @param packet the last bytes for the parser
 * @param parsed how many of them it has read
 */
export function refusedHead(packet: Buffer, parsed: number): RefusedHead | undefined {
  const text = packet.toString("latin1");
  const start = [...text.matchAll(requestLine)].findLast(({ index }) => index <= parsed);
  if (!start) {
    return undefined;
  }
  const [line, method, url, major, minor] = start;
  const rest = text.slice(start.index + line.length);
  const [block = "", ...behind] = rest.split(/\r?\n\r?\n/, 2);
  const headEnd = start.index + line.length + block.length;
  if (behind.length > 0 && headEnd + blankLine < parsed) {
    return undefined;
  }
  return {
    method,
    url,
    httpVersionMajor: Number(major),
    httpVersionMinor: Number(minor),
    rawHeaders: headersOf(block),
    bareLineFeeds: /(?<!\r)\n/.test(rest.slice(0, block.length + blankLine)),
  };
}

/** The bytes of a blank line and the line end before it: where the parser judges the framing of a head, it is behind them. */
const blankLine = "\r\n\r\n".length;

/** Names and values in turn. A line without a colon, or a folded one, has an empty name. */
function headersOf(block: string): string[] {
  return block
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon === -1 ? ["", line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}
