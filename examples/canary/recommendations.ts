import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** One for each user that the servers pick from. */
const shows = {
  "1": ["Marisol", "The Twilight Zone"],
  "2": ["Desmond", "The Dick Van Dyke Show"],
  "3": ["Ingrid", "Columbo"],
  "4": ["Takeshi", "Mission: Impossible"],
} as const;

/** What the servers ask for each page: a table of recommendations, and the switch that makes reads of it fail. */
export class Recommendations extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  readonly switchParameter: aws.ssm.Parameter;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("canary:service:Recommendations", name, {}, opts);
    this.table = new aws.dynamodb.Table(
      name,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey: "UserId",
        attributes: [{ name: "UserId", type: "S" }],
      },
      { parent: this },
    );
    for (const [userId, [userName, show]] of Object.entries(shows)) {
      const item = { UserId: { S: userId }, UserName: { S: userName }, TVShow: { S: show } };
      new aws.dynamodb.TableItem(
        `user-${userId}`,
        { tableName: this.table.name, hashKey: "UserId", item: JSON.stringify(item) },
        { parent: this },
      );
    }
    this.switchParameter = new aws.ssm.Parameter(
      "switch",
      { type: "String", value: "true" },
      // People turn it by hand; an update must not turn it back.
      { parent: this, ignoreChanges: ["value"] },
    );
    this.registerOutputs({ tableName: this.table.name });
  }
}
