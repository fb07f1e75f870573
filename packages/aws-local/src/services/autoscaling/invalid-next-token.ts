import { InvalidNextToken } from "@aws-sdk/client-auto-scaling";

/** A token that no page has given. */
export const invalidNextToken = () =>
  new InvalidNextToken({ message: "The token specified is not valid.", $metadata: {} });
