import { type Service, service } from "../../service.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

export function createSts(): Service {
  return service({
    model: {
      name: "sts",
      protocols: ["query"],
      namespace: "com.amazonaws.sts",
      target: "AWSSecurityTokenServiceV20110615",
      version: "2011-06-15",
      xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      awsQueryCompatible: false,
    },
    state: null,
    operations: [getCallerIdentity],
  });
}
