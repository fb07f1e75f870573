import { type Service, service } from "../../service.ts";
import {
  type LaunchTemplate,
  type LaunchTemplateVersion,
  launchTemplateResource,
} from "./launch-template-resource.ts";
import { type Subnet, subnetResource, vpcComponentResource } from "./subnet-resources.ts";

export interface Ec2State {
  launchTemplates: Map<string, LaunchTemplate>;
  subnets: Map<string, Subnet>;
  /** The VPC of each of awsx's components, by resource id. */
  vpcComponents: Map<string, string>;
}

export interface Ec2 extends Service {
  /**
   * @param version a number as text, `$Latest` or `$Default` @throws Error with EC2's message if there is
   *   none
   */
  launchTemplate(id: string, version: string): { name: string; version: string; data: LaunchTemplateVersion };
  /** @throws Error with EC2's message for an unknown subnet */
  subnet(id: string): Subnet;
}

/**
 * The parts of EC2 that Auto Scaling and Elastic Load Balancing need: launch templates, and the zone of each
 * subnet.
 */
export function createEc2(): Ec2 {
  const state: Ec2State = { launchTemplates: new Map(), subnets: new Map(), vpcComponents: new Map() };
  return {
    ...service<Ec2State>({
      model: {
        name: "ec2",
        protocols: ["query"],
        namespace: "com.amazonaws.ec2",
        target: "AmazonEC2",
        version: "2016-11-15",
        xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
        awsQueryCompatible: false,
      },
      state,
      operations: [],
      resources: [launchTemplateResource, subnetResource, vpcComponentResource],
    }),
    launchTemplate(id, version) {
      const template = state.launchTemplates.get(id);
      if (template === undefined) {
        throw new Error(`The specified launch template, with template ID ${id}, does not exist.`);
      }
      const number =
        version === "$Latest" || version === "$Default" ? template.versions.length : Number(version);
      const data = template.versions[number - 1];
      if (data === undefined) {
        throw new Error(
          `Could not find the specified version ${version} for the launch template with ID ${id}.`,
        );
      }
      return { name: template.name, version: String(number), data };
    },
    subnet(id) {
      const subnet = state.subnets.get(id);
      if (subnet === undefined) {
        throw new Error(`The subnet ID '${id}' does not exist`);
      }
      return subnet;
    },
  };
}
