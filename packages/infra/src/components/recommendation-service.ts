import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { switchOnValue } from "@soft-landing/shared/page";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { recommendationItem, recommendations } from "../plan/recommendations.ts";

export interface RecommendationServiceArgs {
  switchParameterName: string;
  tags: Record<string, string>;
}

/** The dependency that fails in the story: a table that plays the RecommendationService, and its switch. */
export class RecommendationService extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;
  readonly switchParameterArn: pulumi.Output<string>;

  constructor(name: string, args: RecommendationServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:service:RecommendationService", name, {}, opts);
    const table = this.table(name, args);
    const parameter = this.switch(name, args);
    this.tableName = table.name;
    this.tableArn = table.arn;
    this.switchParameterArn = parameter.arn;
    this.registerOutputs({ tableName: this.tableName });
  }

  private table(name: string, { tags }: RecommendationServiceArgs): aws.dynamodb.Table {
    const table = new aws.dynamodb.Table(
      name,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey: recommendationTable.userId,
        attributes: [{ name: recommendationTable.userId, type: "S" }],
        tags: { ...tags, Name: name },
      },
      { parent: this },
    );
    for (const recommendation of recommendations) {
      new aws.dynamodb.TableItem(
        `${name}-user-${recommendation.userId}`,
        {
          tableName: table.name,
          hashKey: recommendationTable.userId,
          item: recommendationItem(recommendation),
        },
        { parent: this },
      );
    }
    return table;
  }

  private switch(name: string, { switchParameterName, tags }: RecommendationServiceArgs): aws.ssm.Parameter {
    return new aws.ssm.Parameter(
      `${name}-switch`,
      {
        name: switchParameterName,
        type: "String",
        value: switchOnValue,
        description: "Any value but true makes every read of the recommendations fail.",
        tags,
      },
      // People turn it by hand; an update must not turn it back.
      { parent: this, ignoreChanges: ["value"] },
    );
  }
}
