import { ResourceNotFoundException } from "@aws-sdk/client-acm";

/** Certificate Manager's error for a certificate that does not exist. */
export const certificateNotFound = (arn: string) =>
  new ResourceNotFoundException({ message: `Could not find certificate ${arn}.`, $metadata: {} });
