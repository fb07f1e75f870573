import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { Network } from "../../src/components/network.ts";

const tableUrn = "urn:pulumi:test::test::awsx:ec2:Vpc$aws:ec2/routeTable:RouteTable::table";

/** awsx hands resources over as references, which carry the version of @pulumi/aws that it was built against. */
const reference = (packageVersion: string) => ({
  [pulumi.runtime.specialSigKey]: pulumi.runtime.specialResourceSig,
  urn: tableUrn,
  id: "rtb-1",
  packageVersion,
});

describe("the network's route tables", () => {
  let packageVersion: string;
  beforeEach(async () => {
    await pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ type, inputs }) => ({
        id: undefined,
        state: type === "awsx:ec2:Vpc" ? { ...inputs, routeTables: [reference(packageVersion)] } : inputs,
      }),
    });
  });

  test("are found even if awsx uses another version of @pulumi/aws, for which the SDK has no class", async () => {
    packageVersion = "7.40.99";
    const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
    const { routeTableIds } = new Network("network", {
      availabilityZones: zones,
      vpcCidrBlock: "10.0.0.0/16",
      tags: {},
    });
    const ids = await new Promise((resolve) => {
      routeTableIds.apply(resolve);
    });
    expect(ids).toEqual(["rtb-1"]);
  });
});
