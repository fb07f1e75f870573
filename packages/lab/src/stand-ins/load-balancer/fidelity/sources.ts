/** A section of the ALB user guide. */
export const guide = (section: string) => `ALB user guide, “${section}”`;
export const errorCodes = guide("Troubleshoot your Application Load Balancers");
export const quotas = guide("Quotas for your Application Load Balancers");
export const checks = guide("Health checks for your target groups");
export const groups = guide("Target groups for your Application Load Balancers");
export const metricsPage = guide("CloudWatch metrics for your Application Load Balancer");
export const howItWorks = "Elastic Load Balancing user guide, “How Elastic Load Balancing works”";
export const attributes = "ELBv2 API, ModifyLoadBalancerAttributes";
export const guardian =
  "AWS's open-source classifier, http-desync-guardian, and the ALB user guide, “Desync mitigation mode”";
