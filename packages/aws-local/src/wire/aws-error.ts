/**
 * An error that AWS's models do not contain, such as ThrottlingException. Modelled errors are thrown as the
 * SDK's own exception classes.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly statusCode: number;

  constructor(code: string, message: string, statusCode = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.statusCode = statusCode;
  }
}
