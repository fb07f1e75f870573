import { z } from "zod";

/** The stack outputs that everything downstream (lab, walkthrough, compare, `--aws`) uses. */
export const stackOutputsSchema = z.object({
  url: z.string(),
  healthCheckUrl: z.string(),
  loadBalancerDnsName: z.string(),
  build: z.string(),
  artifactSha256: z.string(),
  switchParameterName: z.string(),
  tableName: z.string(),
  loadBalancerArn: z.string(),
  targetGroupArn: z.string(),
  autoScalingGroupName: z.string(),
  dashboardUrl: z.string(),
});
export type StackOutputs = z.infer<typeof stackOutputsSchema>;
