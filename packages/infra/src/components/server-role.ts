import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logAccess, serverAccess, serverTrust } from "../plan/iam-documents.ts";
import type { RecommendationService } from "./recommendation-service.ts";

export interface ServerRoleArgs {
  service: RecommendationService;
  serverLog: aws.cloudwatch.LogGroup | undefined;
}

/**
 * The permissions that servers need whatever they serve. A release adds the permission to read its own
 * artifact.
 */
export class ServerRole extends pulumi.ComponentResource {
  readonly roleName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly instanceProfileArn: pulumi.Output<string>;

  constructor(name: string, { service, serverLog }: ServerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:ServerRole", name, {}, opts);
    const role = new aws.iam.Role(
      name,
      {
        assumeRolePolicy: pulumi.jsonStringify(serverTrust()),
        description: "The servers of Soft Landing",
      },
      { parent: this },
    );
    this.#grant("recommendations", role, serverAccess(service.tableArn, service.switchParameterArn));
    if (serverLog !== undefined) {
      this.#grant("log", role, logAccess(serverLog.arn));
    }
    const profile = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this });
    this.roleName = role.name;
    this.roleArn = role.arn;
    this.instanceProfileArn = profile.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }

  #grant(name: string, role: aws.iam.Role, access: aws.iam.PolicyDocument): void {
    new aws.iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(access) }, { parent: this });
  }
}
