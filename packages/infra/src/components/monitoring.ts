import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmRule, alarmRules } from "../plan/alarms.ts";
import { dashboardBody } from "../plan/dashboard.ts";
import { dashboardName } from "../plan/names.ts";

export interface MonitoringArgs {
  region: string;
  stack: string;
  instanceCount: number;
  loadBalancerArnSuffix: pulumi.Input<string>;
  targetGroupArnSuffix: pulumi.Input<string>;
  tableName: pulumi.Input<string>;
  autoScalingGroupName: pulumi.Input<string>;
}

/** The dashboard that tells the story, and the alarms. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:Monitoring", name, {}, opts);
    const alarms = alarmRules(args.instanceCount).map((rule) => this.#alarm(rule, args));
    const { region, stack } = args;
    const dashboard = new aws.cloudwatch.Dashboard(
      "dashboard",
      {
        dashboardName: pulumi
          .output(args.loadBalancerArnSuffix)
          .apply((suffix) => dashboardName(stack, suffix)),
        dashboardBody: pulumi
          .output({
            loadBalancer: args.loadBalancerArnSuffix,
            targetGroup: args.targetGroupArnSuffix,
            tableName: args.tableName,
            autoScalingGroupName: args.autoScalingGroupName,
            alarmArns: alarms.map(({ arn }) => arn),
          })
          .apply((subject) => dashboardBody({ region, stack, ...subject })),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }

  #alarm(rule: AlarmRule, args: MonitoringArgs): aws.cloudwatch.MetricAlarm {
    const { name, description, scope, periodSeconds, ...settings } = rule;
    return new aws.cloudwatch.MetricAlarm(
      name,
      {
        ...settings,
        alarmDescription: description,
        namespace: "AWS/ApplicationELB",
        period: periodSeconds,
        dimensions: {
          LoadBalancer: args.loadBalancerArnSuffix,
          ...(scope === "targetGroup" && { TargetGroup: args.targetGroupArnSuffix }),
        },
      },
      { parent: this },
    );
  }
}
