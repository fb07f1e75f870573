import { z } from "zod";
import { resourceType, type Service, service } from "../../service.ts";

/** An instance profile, as its instance sees it. */
export interface InstanceProfile {
  name: string;
  arn: string;
  role: string;
}

export interface Iam extends Service {
  /** @throws Error if there is no such profile */
  instanceProfile(reference: { arn?: string | undefined; name?: string | undefined }): InstanceProfile;
}

interface IamState {
  profiles: Map<string, InstanceProfile>;
}

const schema = z.object({ name: z.string(), arn: z.string(), role: z.string() });

const instanceProfileResource = resourceType<IamState, typeof schema>({
  token: "aws:iam/instanceProfile:InstanceProfile",
  schema,
  replaceOn: ["name", "namePrefix", "path"],
  create: ({ id, properties }, { profiles }) => void profiles.set(id, properties),
  update: ({ id, properties }, { profiles }) => void profiles.set(id, properties),
  delete: (id, { profiles }) => void profiles.delete(id),
  read: (id, { profiles }) => (profiles.has(id) ? {} : undefined),
});

/** The parts of IAM that instances see: the role of a profile. Policies are not evaluated. */
export function createIam(): Iam {
  const profiles = new Map<string, InstanceProfile>();
  return {
    ...service<IamState>({
      model: {
        name: "iam",
        protocols: ["query"],
        namespace: "com.amazonaws.iam",
        target: "AWSIdentityManagementV20100508",
        version: "2010-05-08",
        xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
        awsQueryCompatible: false,
      },
      state: { profiles },
      operations: [],
      resources: [instanceProfileResource],
    }),
    instanceProfile({ arn, name }) {
      const found = [...profiles.values()].find((profile) => profile.arn === arn || profile.name === name);
      if (found === undefined) {
        // EC2's message for it.
        throw new Error(`Invalid IAM Instance Profile ${arn === undefined ? "name" : "ARN"}: ${arn ?? name}`);
      }
      return found;
    },
  };
}
