import { z } from "zod";
import { resourceType } from "../../service.ts";
import type { Ec2State } from "./ec2.ts";

export interface Subnet {
  availabilityZone: string;
  vpcId: string | undefined;
}

const subnetSchema = z.object({ availabilityZone: z.string(), vpcId: z.string().optional() });

export const subnetResource = resourceType<Ec2State, typeof subnetSchema>({
  token: "aws:ec2/subnet:Subnet",
  schema: subnetSchema,
  replaceOn: ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"],
  create: ({ id, properties: { availabilityZone, vpcId } }, { subnets }) =>
    void subnets.set(id, { availabilityZone, vpcId }),
  delete: (id, { subnets }) => void subnets.delete(id),
  read: (id, { subnets }) => (subnets.has(id) ? {} : undefined),
});

const vpcComponentSchema = z.object({
  vpcId: z.string(),
  availabilityZoneNames: z.array(z.string()),
  publicSubnetIds: z.array(z.string()).default([]),
  privateSubnetIds: z.array(z.string()).default([]),
});

/**
 * awsx's component in a recorded graph: its subnets are lists of IDs, with one of each kind in every zone, in
 * the zones' order.
 */
export const vpcComponentResource = resourceType<Ec2State, typeof vpcComponentSchema>({
  token: "awsx:ec2:Vpc",
  schema: vpcComponentSchema,
  replaceOn: ["cidrBlock"],
  create({ id, properties }, state) {
    state.vpcComponents.set(id, properties.vpcId);
    setSubnets(properties, state);
  },
  update({ properties }, state, previous) {
    removeSubnets(previous.vpcId, state);
    setSubnets(properties, state);
  },
  delete(id, state) {
    removeSubnets(state.vpcComponents.get(id), state);
    state.vpcComponents.delete(id);
  },
  read: (id, { vpcComponents }) => (vpcComponents.has(id) ? {} : undefined),
});

function setSubnets(
  { vpcId, availabilityZoneNames, publicSubnetIds, privateSubnetIds }: z.infer<typeof vpcComponentSchema>,
  { subnets }: Ec2State,
): void {
  for (const ids of [publicSubnetIds, privateSubnetIds]) {
    for (const [index, id] of ids.entries()) {
      const availabilityZone = availabilityZoneNames[index];
      if (availabilityZone === undefined) {
        throw new Error(`The VPC ${vpcId} has more subnets of one kind than zones.`);
      }
      subnets.set(id, { availabilityZone, vpcId });
    }
  }
}

function removeSubnets(vpc: string | undefined, { subnets }: Ec2State): void {
  for (const [id, { vpcId }] of subnets) {
    if (vpcId === vpc) {
      subnets.delete(id);
    }
  }
}
