/** AWS's messages for the errors that faults usually use. Other codes get a sentence that names the fault. */
export function faultMessage(
  code: string,
  call: { action: string; callerArn: string; resource: string | undefined },
): string {
  switch (code) {
    case "AccessDenied":
    case "AccessDeniedException": {
      const onResource = call.resource === undefined ? "" : ` on resource: ${call.resource}`;
      return `User: ${call.callerArn} is not authorized to perform: ${call.action}${onResource} because no identity-based policy allows the ${call.action} action`;
    }
    case "ProvisionedThroughputExceededException":
      return (
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your " +
        "provisioning level with the UpdateTable API."
      );
    case "RequestLimitExceeded":
      return "Throughput exceeds the current throughput limit for your account.";
    case "Throttling":
    case "ThrottlingException":
      return "Rate exceeded";
    case "ResourceNotFoundException":
      return "Requested resource not found";
    case "InternalFailure":
    case "InternalServerError":
      return "Internal server error";
    case "ServiceUnavailable":
    case "ServiceUnavailableException":
      return "Service is unable to handle request.";
    default:
      return `A fault of the lab answers ${call.action} with ${code}.`;
  }
}
