import { Client, type ServiceError, status } from "@grpc/grpc-js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { called, engineChannel, inTheClear } from "../../src/provider/engine/channel.ts";
import { ResourceInitError } from "../../src/provider/resource-host.ts";
import { Asset, Secret, unknown } from "../../src/provider/values/property-value.ts";
import { fromStruct, toStruct } from "../../src/provider/values/struct.ts";
import { listenForPulumi, type PulumiListener } from "../../src/running/pulumi-listener.ts";
import { listeningEngine } from "./listening-engine.ts";
import { MemoryHost } from "./memory-host.ts";

const parameter = "urn:pulumi:test::soft-landing::my:Component$aws:ssm/parameter:Parameter::a::b";
const group = "urn:pulumi:test::soft-landing::aws:ec2/securityGroup:SecurityGroup::web";
const template = "urn:pulumi:test::soft-landing::aws:ec2/launchTemplate:LaunchTemplate::web";
const queue = "urn:pulumi:test::soft-landing::aws:sqs/queue:Queue::work";

const methods = providerGrpc.ResourceProviderService;

let host: MemoryHost;
let served: PulumiListener;
let client: Client;
let faults: unknown[];

beforeEach(async () => {
  host = new MemoryHost();
  faults = [];
  served = await listenForPulumi(host, {
    onFault: (error) => faults.push(error),
    onLoadFailure: (reason) => faults.push(reason),
  });
  client = newClient();
});

afterEach(async () => {
  client.close();
  await served.close();
});

/** Each has a connection of its own, as each engine has. */
function newClient(): Client {
  return new Client(`127.0.0.1:${served.port}`, inTheClear, {
    ...engineChannel,
    "grpc.use_local_subchannel_pool": 1,
  });
}

function check(urn: string, news: Record<string, unknown>, olds: Record<string, unknown> = {}) {
  return called(
    client,
    methods.check,
    new provider.CheckRequest().setUrn(urn).setNews(toStruct(news)).setOlds(toStruct(olds)),
  );
}

function diff(urn: string, oldInputs: Record<string, unknown>, news: Record<string, unknown>) {
  return called(
    client,
    methods.diff,
    new provider.DiffRequest()
      .setUrn(urn)
      .setId("id")
      .setOldInputs(toStruct(oldInputs))
      .setOlds(toStruct(oldInputs))
      .setNews(toStruct(news)),
  );
}

function createRequest(urn: string, inputs: Record<string, unknown>): provider.CreateRequest {
  return new provider.CreateRequest().setUrn(urn).setProperties(toStruct(inputs));
}

function create(urn: string, inputs: Record<string, unknown>) {
  return called(client, methods.create, createRequest(urn, inputs));
}

function failures(response: provider.CheckResponse): string[][] {
  return response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
}

describe("what the provider says about itself", () => {
  test("with the handshake, and in the older way of an engine without a handshake", async () => {
    const shaken = await called(client, methods.handshake, new provider.ProviderHandshakeRequest());
    expect(shaken.toObject()).toMatchObject({
      acceptSecrets: true,
      acceptResources: true,
      acceptOutputs: true,
      supportsAutonamingConfiguration: true,
    });
    const configured = await called(client, methods.configure, new provider.ConfigureRequest());
    expect(configured.toObject()).toMatchObject({
      acceptsecrets: true,
      acceptresources: true,
      acceptoutputs: true,
      supportspreview: true,
      supportsAutonamingConfiguration: true,
    });
  });

  test("its version is above any SDK's, because the engine would warn otherwise", async () => {
    const info = await called(client, methods.getPluginInfo, new empty.Empty());
    expect(info.getVersion()).toBe("999.0.0");
  });

  test("it has no schema and no parameters", async () => {
    await expect(called(client, methods.getSchema, new provider.GetSchemaRequest())).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
    });
    await expect(
      called(client, methods.parameterize, new provider.ParameterizeRequest()),
    ).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

describe("a lab that refuses Pulumi", () => {
  beforeEach(() => {
    host.refused = "This lab is taken.";
  });

  test("says so when a program begins", async () => {
    const request = new provider.CheckRequest().setUrn("urn").setNews(toStruct({ region: "us-east-1" }));
    expect(failures(await called(client, methods.checkConfig, request))).toEqual([
      ["", "This lab is taken."],
    ]);
  });

  test("says so when no program runs, as in destroy", async () => {
    await expect(called(client, methods.configure, new provider.ConfigureRequest())).rejects.toMatchObject({
      details: "This lab is taken.",
    });
  });
});

describe("a provider's own configuration", () => {
  test("is accepted unchanged", async () => {
    const request = new provider.CheckRequest().setUrn("urn").setNews(toStruct({ region: "us-east-1" }));
    const response = await called(client, methods.checkConfig, request);
    expect(fromStruct(response.getInputs())).toEqual({ region: "us-east-1" });
  });

  test("with another region replaces the provider, with another SDK version replaces nothing", async () => {
    const request = new provider.DiffRequest()
      .setUrn("urn")
      .setOldInputs(toStruct({ region: "us-east-1", version: "7.48.0" }))
      .setNews(toStruct({ region: "eu-west-1", version: "7.49.0" }));
    const response = await called(client, methods.diffConfig, request);
    expect(response.getReplacesList()).toEqual(["region"]);
    expect(response.getDiffsList()).toEqual(["region"]);
  });
});

describe("check", () => {
  test("names a resource without a name, and keeps that name", async () => {
    const first = fromStruct((await check(group, {})).getInputs());
    expect(first.name).toMatch(/^web-[0-9a-f]{7}$/);
    expect(fromStruct((await check(group, {}, first)).getInputs())).toEqual(first);
  });

  test("passes on the project's autonaming", async () => {
    const { AutonamingOptions } = provider.CheckRequest;
    const request = new provider.CheckRequest()
      .setUrn(group)
      .setNews(toStruct({}))
      .setAutonaming(new AutonamingOptions().setMode(AutonamingOptions.Mode.ENFORCE).setProposedName("mine"));
    const response = await called(client, methods.check, request);
    expect(fromStruct(response.getInputs())).toEqual({ name: "mine" });
    request.getAutonaming()?.setMode(AutonamingOptions.Mode.DISABLE);
    expect(failures(await called(client, methods.check, request))).toEqual([
      ["name", "a name must be given"],
    ]);
  });

  test("keeps secrets secret and unknown values unknown", async () => {
    const inputs = { name: "x", value: new Secret("hunter2"), description: unknown };
    expect(fromStruct((await check(parameter, inputs)).getInputs())).toEqual(inputs);
  });

  test("refuses an unknown type by name, with the supported ones", async () => {
    const [[property, reason] = []] = failures(await check(queue, {}));
    expect(property).toBe("");
    expect(reason).toContain("does not support resources of type aws:sqs/queue:Queue. It supports ");
    expect(reason).toContain("aws:ssm/parameter:Parameter");
  });

  test("refuses a relative file path, because its folder is unknown", async () => {
    const object = "urn:pulumi:test::soft-landing::aws:s3/bucketObjectv2:BucketObjectv2::artifact";
    const [[property, reason] = []] = failures(
      await check(object, { source: new Asset({ path: "./a.tgz", hash: "1" }) }),
    );
    expect(property).toBe("source");
    expect(reason).toContain('path.resolve("./a.tgz")');
    expect(failures(await check(object, { source: new Asset({ path: "/a.tgz", hash: "1" }) }))).toEqual([]);
  });
});

describe("diff", () => {
  const kinds = provider.PropertyDiff.Kind;

  test("reports what changes where, and what replaces", async () => {
    const response = await diff(group, { name: "a", tags: { x: "1" } }, { name: "b", tags: { x: "2" } });
    expect(response.getChanges()).toBe(provider.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getReplacesList()).toEqual(["name"]);
    expect(response.getDiffsList()).toEqual(["name", "tags"]);
    const details: unknown[] = [];
    response.getDetaileddiffMap().forEach((detail, path) => {
      details.push([path, detail.getKind(), detail.getInputdiff()]);
    });
    expect(details).toEqual([
      ["name", kinds.UPDATE_REPLACE, true],
      ["tags.x", kinds.UPDATE, true],
    ]);
  });

  test("reports that nothing changes", async () => {
    const response = await diff(group, { name: "a" }, { name: "a" });
    expect(response.getChanges()).toBe(provider.DiffResponse.DiffChanges.DIFF_NONE);
  });
});

describe("a preview", () => {
  test("of a create creates nothing, and does not know what only AWS can decide", async () => {
    const inputs = { name: "web", vpcId: unknown };
    const response = await called(client, methods.create, createRequest(group, inputs).setPreview(true));
    expect(response.getId()).toBe("");
    expect(fromStruct(response.getProperties())).toEqual({ ...inputs, arn: unknown });
    expect(host.done).toEqual([]);
  });

  test("knows the program's values, even if AWS would otherwise choose them", async () => {
    const request = createRequest(parameter, { arn: "given" }).setPreview(true);
    const response = await called(client, methods.create, request);
    expect(fromStruct(response.getProperties())).toEqual({ arn: "given", version: unknown });
  });

  test("of an update keeps unchanged outputs, and does not know those that change with it", async () => {
    const request = new provider.UpdateRequest()
      .setUrn(template)
      .setId("lt-1")
      .setOldInputs(toStruct({ name: "web", description: "old" }))
      .setOlds(toStruct({ name: "web", description: "old", arn: "arn:1", latestVersion: 3 }))
      .setNews(toStruct({ name: "web", imageId: "ami-2" }))
      .setPreview(true);
    const response = await called(client, methods.update, request);
    expect(fromStruct(response.getProperties())).toEqual({
      name: "web",
      imageId: "ami-2",
      arn: "arn:1",
      latestVersion: unknown,
    });
    expect(host.done).toEqual([]);
  });
});

describe("a resource's life", () => {
  test("is created, read, updated and deleted by its id", async () => {
    const created = await create(parameter, { name: "switch", value: new Secret("true") });
    const outputs = fromStruct(created.getProperties());
    expect(outputs).toMatchObject({ name: "switch", value: new Secret("true"), version: 1 });

    const read = await called(
      client,
      methods.read,
      new provider.ReadRequest()
        .setUrn(parameter)
        .setId(created.getId())
        .setInputs(toStruct({ name: "switch", value: new Secret("true") }))
        .setProperties(toStruct(outputs)),
    );
    expect(read.getId()).toBe(created.getId());
    expect(fromStruct(read.getInputs())).toEqual({ name: "switch", value: new Secret("true") });
    expect(fromStruct(read.getProperties())).toEqual(outputs);

    const updated = await called(
      client,
      methods.update,
      new provider.UpdateRequest()
        .setUrn(parameter)
        .setId(created.getId())
        .setNews(toStruct({ name: "switch", value: "false" })),
    );
    expect(fromStruct(updated.getProperties())).toMatchObject({ value: "false", version: 1 });

    await called(
      client,
      methods.delete,
      new provider.DeleteRequest().setUrn(parameter).setId(created.getId()),
    );
    // The name is all that follows the type, colons too.
    expect(host.done).toEqual(["create a::b", "update a::b", "delete a::b"]);
  });

  test("ends when a read returns no id", async () => {
    const request = new provider.ReadRequest().setUrn(parameter).setId("gone");
    const read = await called(client, methods.read, request);
    expect(read.toObject()).toMatchObject({ id: "", inputs: undefined, properties: undefined });
  });

  test("is refused for a type that only another lab supported", async () => {
    const request = new provider.DeleteRequest().setUrn(queue).setId("q");
    await expect(called(client, methods.delete, request)).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: expect.stringContaining("does not support resources of type aws:sqs/queue:Queue"),
    });
  });
});

describe("an error", () => {
  test("is AWS's, in one line", async () => {
    host.during = () => {
      throw Object.assign(new Error("Certificate 'arn'\n  not found"), { name: "CertificateNotFound" });
    };
    await expect(create(parameter, {})).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: "CertificateNotFound: Certificate 'arn' not found",
    });
    expect(faults).toEqual([]);
  });

  test("of the lab itself says so, and writes its stack trace to the lab's log", async () => {
    const fault = new TypeError("x is undefined");
    host.during = () => {
      throw fault;
    };
    await expect(create(parameter, {})).rejects.toMatchObject({
      code: status.INTERNAL,
      details: "The lab itself failed, see its log: TypeError: x is undefined",
    });
    expect(faults).toEqual([fault]);
  });

  test("of an existing resource has its id and its outputs", async () => {
    host.during = () => {
      throw new ResourceInitError("0 of 3 instances are healthy", { id: "g-1", outputs: { name: "g" } });
    };
    const error = await create(parameter, {}).then(
      () => undefined,
      (reason: ServiceError) => reason,
    );
    expect(error).toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: "0 of 3 instances are healthy",
    });
    const [packed = ""] = error?.metadata.get("grpc-status-details-bin") ?? [];
    const details = statusMessages.Status.deserializeBinary(Buffer.from(packed));
    // Go's gRPC drops details whose code is another than the call's.
    expect(details.getCode()).toBe(status.FAILED_PRECONDITION);
    const failure = details
      .getDetailsList()[0]
      ?.unpack(provider.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
    expect(failure?.getId()).toBe("g-1");
    expect(failure?.getReasonsList()).toEqual(["0 of 3 instances are healthy"]);
    expect(fromStruct(failure?.getProperties())).toEqual({ name: "g" });
  });
});

describe("a function", () => {
  const invoke = (token: string, args: Record<string, unknown>) =>
    called(client, methods.invoke, new provider.InvokeRequest().setTok(token).setArgs(toStruct(args)));

  test("is answered", async () => {
    const response = await invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
    expect(fromStruct(response.getReturn())).toMatchObject({ accountId: "123456789012" });
  });

  test("fails with AWS's error, in one line", async () => {
    await expect(invoke("aws:ssm/getParameter:getParameter", { name: "/mine" })).rejects.toMatchObject({
      details: "ParameterNotFound: Parameter /mine is not there.",
    });
  });

  test("is refused by name if unknown, with the supported ones", async () => {
    await expect(invoke("aws:sqs/getQueue:getQueue", {})).rejects.toMatchObject({
      details:
        "This lab does not support the function aws:sqs/getQueue:getQueue. It supports aws:index/getAvailabilityZones:getAvailabilityZones, aws:index/getCallerIdentity:getCallerIdentity, aws:ssm/getParameter:getParameter.",
    });
  });
});

describe("cancelling", () => {
  /** Creates that last until their signal. */
  function untilAborted() {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    host.during = (_what, { signal }) => {
      begun.resolve();
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason);
          ended.resolve();
        });
      });
    };
    return { begun: begun.promise, ended: ended.promise };
  }

  test("ends this engine's operations, and refuses later ones", async () => {
    const { begun } = untilAborted();
    const running = create(parameter, {});
    const cancelled = expect(running).rejects.toMatchObject({ details: "The operation was cancelled." });
    await begun;
    await called(client, methods.cancel, new empty.Empty());
    await cancelled;
    host.during = () => {};
    await expect(create(parameter, {})).rejects.toMatchObject({ details: "The operation was cancelled." });
    expect(host.done).toEqual([]);
  });

  test("does not affect another engine's operations", async () => {
    const other = newClient();
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    host.during = () => {
      begun.resolve();
      return promise;
    };
    const running = create(parameter, {});
    await begun.promise;
    await called(other, methods.cancel, new empty.Empty());
    resolve();
    expect((await running).getId()).not.toBe("");
    other.close();
  });

  test("ends with the engine's next handshake", async () => {
    await called(client, methods.cancel, new empty.Empty());
    await called(client, methods.handshake, new provider.ProviderHandshakeRequest());
    expect((await create(parameter, {})).getId()).not.toBe("");
  });

  test("happens when the engine disconnects", async () => {
    const { begun, ended } = untilAborted();
    const { path, requestSerialize, responseDeserialize } = methods.create;
    const request = createRequest(parameter, {});
    const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, () => {});
    await begun;
    call.cancel();
    await ended;
  });

  test("happens after the resource's own timeout, which the error names", async () => {
    untilAborted();
    await expect(
      called(client, methods.create, createRequest(parameter, {}).setTimeout(0.02)),
    ).rejects.toMatchObject({ details: "The operation took longer than its customTimeouts allow: 0.02 s." });
  });
});

describe("what an operation logs", () => {
  test("reaches the calling engine, with its resource, before the answer", async () => {
    const listening = await listeningEngine();
    await called(
      client,
      methods.handshake,
      new provider.ProviderHandshakeRequest().setEngineAddress(listening.address),
    );
    await called(client, methods.attach, new plugin.PluginAttach().setAddress(listening.address));
    host.during = (_what, { log }) => {
      log("status", "2 of 3 healthy");
      log("warning", "a zone is down");
    };
    await create(parameter, {});
    expect(listening.messages.toSorted((one, other) => one.severity - other.severity)).toMatchObject([
      { message: "2 of 3 healthy", severity: engine.LogSeverity.INFO, ephemeral: true, urn: parameter },
      { message: "a zone is down", severity: engine.LogSeverity.WARNING, ephemeral: false, urn: parameter },
    ]);
    listening.close();
  });

  test("is dropped if no engine listens", async () => {
    host.during = (_what, { log }) => log("info", "hello");
    expect((await create(parameter, {})).getId()).not.toBe("");
  });
});
