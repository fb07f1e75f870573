import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clientEnvironment,
  python,
  runCommand,
  whyNot,
} from "../../../aws-local/test/wire/foreign-client.ts";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

const noCli = await whyNot("aws", ["--version"], "the AWS CLI is missing (pip install awscli)");
const noBoto3 = await whyNot(python, ["-c", "import boto3"], "boto3 is missing (pip install boto3)");

/** The story, told from outside by AWS's own tools against a whole lab; each test goes on where the one before left off. */
describe("AWS's own tools against a running lab", () => {
  useOwnStateHome();
  let lab: SpawnedLab;
  let outputs: Record<string, unknown>;
  beforeAll(async () => {
    lab = await spawnLab({ stack: "basic" });
    outputs = (await lab.control.snapshot()).outputs;
  });
  afterAll(() => lab?.stop());

  async function run(command: string, args: string[]): Promise<unknown> {
    const { stdout, stderr } = await runCommand(command, args, clientEnvironment(lab.awsEndpointUrl));
    if (stderr !== "") {
      throw new Error(stderr);
    }
    return JSON.parse(stdout);
  }
  const aws = (...args: string[]) => run("aws", [...args, "--output", "json"]);

  describe.skipIf(noCli)(noCli ?? "the AWS CLI", () => {
    test("sees three healthy targets and the group that owns them", async () => {
      const health = await aws(
        "elbv2",
        "describe-target-health",
        "--target-group-arn",
        String(outputs.targetGroupArn),
        "--query",
        "TargetHealthDescriptions[].[Target.Id, TargetHealth.State]",
      );
      const instances = await aws(
        "autoscaling",
        "describe-auto-scaling-groups",
        "--auto-scaling-group-names",
        String(outputs.autoScalingGroupName),
        "--query",
        "AutoScalingGroups[0].Instances[?LifecycleState=='InService'].[InstanceId, 'healthy']",
      );
      expect(health).toHaveLength(3);
      expect(health).toEqual(expect.arrayContaining(instances as unknown[]));
    });

    test("turns the dependency off, after which every page is a 502 that CloudWatch counts", async () => {
      const name = String(outputs.switchParameterName);
      await aws("ssm", "put-parameter", "--name", name, "--value", "false", "--overwrite");
      const statuses = await Promise.all(
        Array.from({ length: 9 }, async () => (await fetch(lab.pageUrl)).status),
      );
      expect(statuses).toEqual(Array.from({ length: 9 }, () => 502));
      const dimension = String(outputs.loadBalancerArn).replace(/^.*:loadbalancer\//, "");
      const count = (metric: string) =>
        aws(
          "cloudwatch",
          "get-metric-statistics",
          ...["--namespace", "AWS/ApplicationELB", "--metric-name", metric],
          ...["--dimensions", `Name=LoadBalancer,Value=${dimension}`],
          ...["--start-time", lab.startedAt, "--end-time", new Date(Date.now() + 60_000).toISOString()],
          ...["--period", "60", "--statistics", "Sum", "--query", "sum(Datapoints[].Sum)"],
        );
      expect(await count("HTTPCode_ELB_502_Count")).toBe(9);
      expect(await count("HTTPCode_Target_5XX_Count")).toBe(0);
    });
  });

  describe.skipIf(noBoto3)(noBoto3 ?? "boto3", () => {
    test("turns the dependency on again and reads what the page recommends", async () => {
      const program = `
import boto3, json, urllib.request
boto3.client("ssm").put_parameter(Name=${JSON.stringify(outputs.switchParameterName)}, Value="true", Overwrite=True)
request = urllib.request.Request(${JSON.stringify(lab.pageUrl)}, headers={"Accept": "application/json"})
page = json.load(urllib.request.urlopen(request))
items = boto3.resource("dynamodb").Table(${JSON.stringify(outputs.tableName)}).scan()["Items"]
print(json.dumps([page["personal"], page["recommendation"] in str(items), len(items)]))`;
      expect(await run(python, ["-c", program])).toEqual([true, true, 4]);
    });
  });
});
