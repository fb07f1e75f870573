import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { beforeEach, describe, expect, test } from "vitest";
import { ResourceInitError } from "../../src/provider/resource-host.ts";
import { failureOf, noEngine, onTheEngine, openStack, served, startedCommand } from "./engine.ts";
import { MemoryHost } from "./memory-host.ts";

/** Any resource by its type, without the SDK that knows it. */
class Resource extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  declare readonly latestVersion: pulumi.Output<number>;

  constructor(
    type: string,
    name: string,
    inputs: pulumi.Inputs = {},
    options?: pulumi.CustomResourceOptions,
  ) {
    super(type, name, { arn: undefined, latestVersion: undefined, ...inputs }, options);
  }
}

const parameter = "aws:ssm/parameter:Parameter";
const group = "aws:ec2/securityGroup:SecurityGroup";
const template = "aws:ec2/launchTemplate:LaunchTemplate";

let host: MemoryHost;
let env: Record<string, string>;
let faults: unknown[];

beforeEach(async () => {
  host = new MemoryHost();
  ({ env, faults } = await served(host));
});

describe.skipIf(noEngine)(onTheEngine("a tiny program on Pulumi's engine"), () => {
  test("is created, unchanged, updated in place, replaced, and deleted", async () => {
    let [description, vpcId] = ["first", "vpc-1"];
    const stack = await openStack(env, {
      async program() {
        const web = new Resource(group, "web", { description, vpcId });
        new Resource(parameter, "switch", { name: "/switch", value: web.arn });
        return { arn: web.arn };
      },
    });

    const up = await stack.up();
    expect(up.summary.resourceChanges).toEqual({ create: 3 });
    expect(up.outputs.arn?.value).toBe(host.named("web").outputs.arn);
    expect(host.named("switch").inputs.value).toBe(host.named("web").outputs.arn);
    expect(host.named("web").inputs.name).toMatch(/^web-[0-9a-f]{7}$/);

    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 3 });

    description = "second";
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect(host.named("web").inputs).toMatchObject({ description: "second" });

    vpcId = "vpc-2";
    host.done.length = 0;
    const { name } = host.named("web").inputs;
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 1, replace: 1 });
    expect(host.done).toEqual(["create web", "update switch", "delete web"]);
    // Both are there for a while, so the new one has a name of its own.
    expect(host.named("web").inputs.name).not.toBe(name);

    host.done.length = 0;
    await stack.destroy();
    expect(host.done).toEqual(["delete switch", "delete web"]);
    expect(faults).toEqual([]);
  });

  test("previews each change, and changes nothing", async () => {
    let image = "ami-1";
    const stack = await openStack(env, {
      async program() {
        const web = new Resource(template, "web", { imageId: image, tags: { team: "a", release: image } });
        new Resource(parameter, "version", { value: web.latestVersion.apply(String), type: "String" });
      },
    });
    const first = await stack.preview({ diff: true });
    expect(first.changeSummary).toEqual({ create: 3 });
    expect(host.done).toEqual([]);

    await stack.up();
    host.done.length = 0;
    image = "ami-2";
    const { stdout, changeSummary } = await stack.preview({ diff: true });
    expect(changeSummary).toEqual({ same: 1, update: 2 });
    expect(stdout).toContain('~ imageId: "ami-1" => "ami-2"');
    expect(stdout).toMatch(/~ tags\s*:\s*\{\s*~ release: "ami-1" => "ami-2"/);
    expect(stdout).not.toContain("team");
    // The new version's number is AWS's to give.
    expect(stdout).toContain('~ value: "1" => [unknown]');
    expect(host.done).toEqual([]);
  });

  test("reads changes by hand into its state, and reverts them with the next up", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(parameter, "kept", { name: "/kept", value: "true" });
        new Resource(parameter, "lost", { name: "/lost", value: "true" });
      },
    });
    await stack.up();
    const { id, inputs, outputs } = host.named("kept");
    host.resources.set(id, {
      type: parameter,
      name: "kept",
      inputs: { ...inputs, value: "by hand" },
      outputs: { ...outputs, value: "by hand" },
    });
    host.resources.delete(host.named("lost").id);

    const refresh = await stack.refresh();
    expect(refresh.summary.resourceChanges).toEqual({ same: 1, update: 1, delete: 1 });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 1, create: 1 });
    expect(host.named("kept").inputs.value).toBe("true");
    expect(host.named("lost").inputs.value).toBe("true");
  });

  test("reports AWS's error, keeps what was created, and continues with the next up", async () => {
    const stack = await openStack(env, {
      async program() {
        const first = new Resource(parameter, "first", { value: "1" });
        new Resource(group, "second", {}, { dependsOn: first });
      },
    });
    host.during = (what) => {
      if (what === "create second") {
        throw Object.assign(new Error("The vpc ID 'vpc-1'\n does not exist"), {
          name: "InvalidVpcID.NotFound",
        });
      }
    };
    const failure = await failureOf(stack.up());
    expect(failure).toContain("error: InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist\n");
    expect(failure).not.toContain("    at ");

    host.during = () => {};
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, create: 1 });
  });

  test("keeps a resource with an init error, and updates it with the next up", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(group, "web", { description: "web" });
      },
    });
    host.during = () => {
      host.resources.set("sg-1", { type: group, name: "web", inputs: {}, outputs: { arn: "arn:1" } });
      throw new ResourceInitError("0 of 3 are healthy", { id: "sg-1", outputs: { arn: "arn:1" } });
    };
    expect(await failureOf(stack.up())).toContain("* 0 of 3 are healthy");
    host.during = () => {};
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 1 });
    expect(host.done).toEqual(["update web"]);
  });

  test("encrypts the program's secrets in its state", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(parameter, "password", { type: "SecureString", value: pulumi.secret("hunter2") });
      },
    });
    await stack.up();
    expect(host.named("password").inputs.value).toBe("hunter2");
    const backup = JSON.stringify(await stack.workspace.exportStack("test"));
    const [{ ciphertext, plaintext } = {}] = secretsIn(JSON.parse(backup));
    expect(ciphertext ?? plaintext).toBeDefined();
    expect(secretsIn(JSON.parse(backup))).toHaveLength(2);
  });

  test.each([
    ["resources of type aws:sqs/queue:Queue", () => void new Resource("aws:sqs/queue:Queue", "work")],
    ["the function aws:sqs/getQueue:getQueue", () => pulumi.runtime.invoke("aws:sqs/getQueue:getQueue", {})],
  ])("refuses %s, which the lab does not support, with what it supports", async (what, use) => {
    const stack = await openStack(env, {
      async program() {
        await use();
      },
    });
    expect(await failureOf(stack.up())).toContain(`This lab does not support ${what}. It supports aws:`);
  });

  test("is refused if the lab is not for Pulumi, for destroy and for up", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(parameter, "one");
        new Resource(parameter, "two");
      },
    });
    await stack.up();
    host.refused = "This lab was filled by `pnpm lab`. End it, and start `pnpm lab --empty`.";
    for (const command of [() => stack.up(), () => stack.destroy()]) {
      const [, diagnostics = ""] = (await failureOf(command())).split("Diagnostics:");
      expect(diagnostics).toContain(host.refused);
    }
    expect(host.resources.size).toBe(2);
  });

  test("shows what an operation logs", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(group, "web");
      },
    });
    host.during = (_what, { log }) => {
      log("status", "1 of 3 healthy");
      log("warning", "a zone has no instance");
    };
    const { stdout } = await stack.up();
    expect(stdout).toContain("1 of 3 healthy");
    expect(stdout.split("Diagnostics:")[1]).toContain("warning: a zone has no instance");
    expect(stdout.split("Diagnostics:")[1]).not.toContain("1 of 3 healthy");
  });

  test("works with a proxy in the environment", async () => {
    const proxy = { HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9" };
    const stack = await openStack(
      { ...env, ...proxy, NO_PROXY: "", no_proxy: "" },
      {
        async program() {
          vpcWithOneZone("net");
        },
      },
    );
    await stack.up();
    expect(host.named("net-public-1")).toBeDefined();
  });
});

describe.skipIf(noEngine)(onTheEngine("an end in the middle"), () => {
  /** A host whose group takes until it is told to go on, or is aborted. */
  function slowGroup() {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    host.during = async (what, { signal }) => {
      if (what === "create slow") {
        signal.addEventListener("abort", () => {
          goOn.reject(signal.reason);
          aborted.resolve();
        });
        begun.resolve();
        await goOn.promise;
      }
    };
    return { begun: begun.promise, aborted: aborted.promise, goOn: () => goOn.resolve() };
  }

  async function threeInARow(): Promise<Stack> {
    return openStack(env, {
      async program() {
        const first = new Resource(parameter, "first");
        const slow = new Resource(group, "slow", {}, { dependsOn: first });
        new Resource(parameter, "last", { value: slow.arn });
      },
    });
  }

  test("by Ctrl-C cancels running operations and starts no others; the next up continues from there", async () => {
    const { begun } = slowGroup();
    const stack = await threeInARow();
    const ctrlC = new AbortController();
    const failure = failureOf(stack.up({ signal: ctrlC.signal }));
    await begun;
    ctrlC.abort();
    expect(await failure).toContain("The operation was cancelled.");
    expect(host.done).toEqual(["create first"]);

    host.during = () => {};
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, create: 2 });
  });

  test("by the end of the engine aborts its operations", async () => {
    const stack = await openStack(env, {
      async program() {
        new Resource(parameter, "doomed");
      },
    });
    await stack.up();
    const begun = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    host.during = (_what, { signal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      begun.resolve();
      return aborted.promise;
    };
    const destroying = startedCommand(stack, ["destroy", "--yes", "--skip-preview"]);
    await begun.promise;
    destroying.kill("SIGKILL");
    await aborted.promise;
  });

  test("of one engine does not affect another one's operations", async () => {
    const { begun, goOn } = slowGroup();
    const stack = await threeInARow();
    const up = stack.up();
    await begun;

    const otherBegun = Promise.withResolvers<void>();
    const slow = host.during;
    host.during = async (what, operation) => {
      if (what !== "create other") {
        return slow(what, operation);
      }
      otherBegun.resolve();
      await new Promise((_, reject) =>
        operation.signal.addEventListener("abort", () => reject(operation.signal.reason)),
      );
    };
    const other = await openStack(env, {
      async program() {
        new Resource(group, "other");
      },
    });
    const ctrlC = new AbortController();
    const failure = failureOf(other.up({ signal: ctrlC.signal }));
    await otherBegun.promise;
    ctrlC.abort();
    expect(await failure).toContain("The operation was cancelled.");

    goOn();
    expect((await up).summary.resourceChanges).toEqual({ create: 4 });
  });
});

describe.skipIf(noEngine)(onTheEngine("awsx.ec2.Vpc on Pulumi's engine"), () => {
  test("its children are resources in the state, with the same parents as awsx's", async () => {
    const stack = await openStack(env, {
      async program() {
        vpcWithOneZone("net");
      },
    });
    expect((await stack.preview()).changeSummary).toEqual({ create: 11 });
    await stack.up();
    const { deployment } = await stack.exportStack();
    const urns: string[] = deployment.resources.map(({ urn }: { urn: string }) =>
      urn.split("::").slice(2).join(" "),
    );
    expect(urns).toContain(
      "awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable$aws:ec2/route:Route net-public-1",
    );
    expect(host.named("net-private-1").outputs).toMatchObject({
      vpcId: host.named("net").id,
      availabilityZone: "us-east-1a",
    });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 11 });
  });

  test("a resource that uses its outputs is created after the subnets and deleted before them", async () => {
    const stack = await openStack(env, {
      async program() {
        const vpc = vpcWithOneZone("net");
        new Resource("aws:lb/loadBalancer:LoadBalancer", "web", { subnets: vpc.publicSubnetIds });
        return { routeTables: vpc.routeTables };
      },
    });
    const { outputs } = await stack.up();
    expect(host.named("web").inputs.subnets).toEqual([host.named("net-public-1").id]);
    expect(outputs.routeTables?.value).toHaveLength(2);

    host.done.length = 0;
    await stack.destroy();
    expect(host.done.indexOf("delete web")).toBeLessThan(host.done.indexOf("delete net-public-1"));
    expect(host.done.at(-1)).toBe("delete net");
    expect(host.resources.size).toBe(0);
  });

  test("unsupported arguments end the program with their names", async () => {
    const stack = await openStack(env, {
      async program() {
        new Vpc("net", { assignGeneratedIpv6CidrBlock: true });
      },
    });
    expect(await failureOf(stack.up())).toContain(
      "awsx:ec2:Vpc resource 'net' has a problem: This lab does not support assignGeneratedIpv6CidrBlock of awsx:ec2:Vpc.",
    );
  });

  test("a child that AWS refuses ends it with AWS's error", async () => {
    host.during = (what) => {
      if (what === "create net-public-1") {
        throw Object.assign(new Error("The CIDR is invalid."), { name: "InvalidSubnet.Range" });
      }
    };
    const stack = await openStack(env, {
      async program() {
        vpcWithOneZone("net");
      },
    });
    expect(await failureOf(stack.up())).toContain("error: InvalidSubnet.Range: The CIDR is invalid.");
  });
});

/** awsx's component, as its SDK registers it: its provider makes it. */
class Vpc extends pulumi.ComponentResource {
  declare readonly publicSubnetIds: pulumi.Output<string[]>;
  declare readonly routeTables: pulumi.Output<unknown[]>;

  constructor(name: string, args: pulumi.Inputs) {
    super("awsx:ec2:Vpc", name, { publicSubnetIds: undefined, routeTables: undefined, ...args }, {}, true);
  }
}

function vpcWithOneZone(name: string): Vpc {
  return new Vpc(name, { availabilityZoneNames: ["us-east-1a"], natGateways: { strategy: "None" } });
}

interface EncryptedValue {
  ciphertext?: string;
  plaintext?: string;
}

function secretsIn(value: unknown): EncryptedValue[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const signature: unknown = Reflect.get(value, pulumi.runtime.specialSigKey);
  return signature === pulumi.runtime.specialSecretSig
    ? [value as EncryptedValue]
    : Object.values(value).flatMap(secretsIn);
}
