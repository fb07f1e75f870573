import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmRule, alarmRules } from "../plan/alarms.ts";
import { dashboardBody } from "../plan/dashboard.ts";
import { dashboardName } from "../plan/names.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { RecommendationService } from "./recommendation-service.ts";
import type { Release } from "./release.ts";

export interface MonitoringArgs {
  region: string;
  stack: string;
  instanceCount: number;
  loadBalancer: LoadBalancer;
  service: RecommendationService;
  release: Release;
}

/** The dashboard that tells the story, and the alarms. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:Monitoring", name, {}, opts);
    const { region, stack, loadBalancer, service, release } = args;
    const alarms = alarmRules(args.instanceCount).map((rule) => this.#alarm(rule, loadBalancer));
    const dashboard = new aws.cloudwatch.Dashboard(
      "dashboard",
      {
        dashboardName: loadBalancer.arnSuffix.apply((suffix) => dashboardName(stack, suffix)),
        dashboardBody: pulumi
          .output({
            loadBalancer: loadBalancer.arnSuffix,
            targetGroup: loadBalancer.targetGroupArnSuffix,
            tableName: service.tableName,
            autoScalingGroupName: release.autoScalingGroupName,
            alarmArns: alarms.map(({ arn }) => arn),
          })
          .apply((subject) => dashboardBody({ region, stack, ...subject })),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }

  #alarm(rule: AlarmRule, loadBalancer: LoadBalancer): aws.cloudwatch.MetricAlarm {
    const { name, description, scope, periodSeconds, ...settings } = rule;
    return new aws.cloudwatch.MetricAlarm(
      name,
      {
        ...settings,
        alarmDescription: description,
        namespace: "AWS/ApplicationELB",
        period: periodSeconds,
        dimensions: {
          LoadBalancer: loadBalancer.arnSuffix,
          ...(scope === "targetGroup" && { TargetGroup: loadBalancer.targetGroupArnSuffix }),
        },
      },
      { parent: this },
    );
  }
}
