import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmRule, alarmRules } from "../plan/alarms.ts";
import { dashboardBody } from "../plan/dashboard.ts";

export interface MonitoringArgs {
  region: string;
  stack: string;
  instanceCount: number;
  loadBalancerArnSuffix: pulumi.Input<string>;
  targetGroupArnSuffix: pulumi.Input<string>;
  tableName: pulumi.Input<string>;
  autoScalingGroupName: pulumi.Input<string>;
  tags: Record<string, string>;
}

/** The dashboard that tells the story, and the alarms. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:Monitoring", name, {}, opts);
    const alarms = alarmRules(args.instanceCount).map((rule) => this.alarm(name, rule, args));
    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: name,
        dashboardBody: pulumi
          .all([
            args.loadBalancerArnSuffix,
            args.targetGroupArnSuffix,
            args.tableName,
            args.autoScalingGroupName,
            pulumi.all(alarms.map((alarm) => alarm.arn)),
          ])
          .apply(([loadBalancer, targetGroup, tableName, autoScalingGroupName, alarmArns]) =>
            dashboardBody({
              ...{ region: args.region, stack: args.stack },
              ...{ loadBalancer, targetGroup, tableName, autoScalingGroupName, alarmArns },
            }),
          ),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }

  private alarm(name: string, rule: AlarmRule, args: MonitoringArgs): aws.cloudwatch.MetricAlarm {
    const { name: ruleName, description, scope, periodSeconds, ...settings } = rule;
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${ruleName}`,
      {
        ...settings,
        alarmDescription: description,
        namespace: "AWS/ApplicationELB",
        period: periodSeconds,
        dimensions: {
          LoadBalancer: args.loadBalancerArnSuffix,
          ...(scope === "targetGroup" && { TargetGroup: args.targetGroupArnSuffix }),
        },
        tags: args.tags,
      },
      { parent: this },
    );
  }
}
