import type { ElbStatus } from "../contract.ts";

/** An error of Node's parser; `reason` is llhttp's own sentence. */
export interface ParseError extends NodeJS.ErrnoException {
  reason?: string;
}

/**
 * The status for bytes that Node's parser could not read as a request; undefined where the connection is just gone.
 * Codes starting with HPE_ are llhttp's.
 */
export function refusalForParseError(error: ParseError): ElbStatus | undefined {
  switch (error.code) {
    case "HPE_INVALID_VERSION":
      return 505;
    case "HPE_INVALID_TRANSFER_ENCODING":
      // The same code stands for a Content-Length beside it, which is a malformed request.
      return error.reason?.includes("Content-Length") === true ? 400 : 501;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408;
    default:
      return error.code?.startsWith("HPE_") ? 400 : undefined;
  }
}
