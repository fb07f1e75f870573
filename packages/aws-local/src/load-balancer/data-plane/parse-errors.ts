import type { ElbStatus } from "../contract.ts";
import { classifyRefused } from "./desync.ts";
import { refusedHead } from "./refused-head.ts";

/** An error of Node's parser; `reason` is llhttp's own sentence. */
export interface ParseError extends NodeJS.ErrnoException {
  reason?: string;
  /** The last bytes for the parser, and how many of them it has read. */
  rawPacket?: Buffer;
  bytesParsed?: number;
}

/** What happens to bytes that Node's parser could not read as a request. */
export interface ParseRefusal {
  status: ElbStatus;
  /** False if they are a request that violates RFC 7230, which is counted. */
  compliant: boolean;
}

/** Undefined if the connection has just closed. Codes that start with HPE_ are llhttp's. */
export function refusalForParseError(error: ParseError): ParseRefusal | undefined {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: 408, compliant: true };
  }
  if (error.code?.startsWith("HPE_") !== true) {
    return undefined;
  }
  const head = error.rawPacket && refusedHead(error.rawPacket, error.bytesParsed ?? 0);
  const judged = head && classifyRefused(head);
  const compliant = judged ? judged.tier === "Compliant" : !inHead.has(error.code);
  return { status: statusFor(error, judged?.reason), compliant };
}

/** The codes for a head that strays. If it started in an earlier packet, the code is all that is left of it. */
const inHead: ReadonlySet<string> = new Set([
  "HPE_INVALID_HEADER_TOKEN",
  "HPE_INVALID_CONTENT_LENGTH",
  "HPE_UNEXPECTED_CONTENT_LENGTH",
]);

function statusFor({ code, reason }: ParseError, classification: string | undefined): ElbStatus {
  // Also the code for a line that ends without a CR.
  const badVersion = code === "HPE_INVALID_VERSION" && reason?.includes("CRLF") !== true;
  if (badVersion || code === "HPE_PAUSED_H2_UPGRADE") {
    return 505;
  }
  // The code stands for three mistakes. Only one of them is an unknown encoding.
  const unknownEncoding =
    code === "HPE_INVALID_TRANSFER_ENCODING" &&
    reason?.includes("Content-Length") !== true &&
    classification !== "MultipleTransferEncodingChunked";
  return unknownEncoding ? 501 : 400;
}
