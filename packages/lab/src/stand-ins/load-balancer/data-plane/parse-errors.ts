import type { ElbStatus } from "./error-page.ts";

/**
 * The status for bytes that Node's parser could not read as a request; undefined where the connection is just gone.
 * Codes starting with HPE_ are llhttp's.
 */
export function refusalForParseError(error: NodeJS.ErrnoException): ElbStatus | undefined {
  switch (error.code) {
    case "HPE_INVALID_VERSION":
      return 505;
    case "HPE_INVALID_TRANSFER_ENCODING":
      return 501;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408;
    default:
      return error.code?.startsWith("HPE_") ? 400 : undefined;
  }
}
