import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { switchOnValue } from "@soft-landing/shared/page";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { switchParameterName } from "../plan/names.ts";
import { recommendationItem, recommendations } from "../plan/recommendations.ts";

/** The dependency that fails in the story: a table that plays the RecommendationService, and its switch. */
export class RecommendationService extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;
  readonly switchParameterName: pulumi.Output<string>;
  readonly switchParameterArn: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:service:RecommendationService", name, {}, opts);
    const table = this.#table(name);
    const parameter = this.#switch(table.name);
    this.tableName = table.name;
    this.tableArn = table.arn;
    this.switchParameterName = parameter.name;
    this.switchParameterArn = parameter.arn;
    this.registerOutputs({ tableName: this.tableName });
  }

  #table(name: string): aws.dynamodb.Table {
    const table = new aws.dynamodb.Table(
      name,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey: recommendationTable.userId,
        attributes: [{ name: recommendationTable.userId, type: "S" }],
      },
      { parent: this },
    );
    for (const recommendation of recommendations) {
      new aws.dynamodb.TableItem(
        `user-${recommendation.userId}`,
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

  #switch(tableName: pulumi.Output<string>): aws.ssm.Parameter {
    return new aws.ssm.Parameter(
      "switch",
      {
        name: tableName.apply(switchParameterName),
        type: "String",
        value: switchOnValue,
        description: "Any value except true makes every read of the recommendations fail.",
      },
      // Operators change it by hand, and an update must not change it back.
      { parent: this, ignoreChanges: ["value"] },
    );
  }
}
