import { InvalidNextToken } from "@aws-sdk/client-auto-scaling";

/** An unknown token. */
export const invalidNextToken = () =>
  new InvalidNextToken({ message: "The token specified is not valid.", $metadata: {} });
