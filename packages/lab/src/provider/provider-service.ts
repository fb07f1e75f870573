import { isAbsolute } from "node:path";
import type { handleUnaryCall, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider, { type CheckRequest, type CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { constructComponent } from "./construct-component.ts";
import { EngineSessions } from "./engine/engine-session.ts";
import { isFault, Refusal, statusOf } from "./grpc-status.ts";
import type { Autonaming, Checked, Operation, ResourceHost } from "./resource-host.ts";
import { type Properties, plainProperties, withSecretsOf } from "./values/plain.ts";
import { changedProperties, type PropertyChange, propertyChanges } from "./values/property-changes.ts";
import { Archive, Asset, type PropertyMap, unknown } from "./values/property-value.ts";
import { fromStruct, toStruct } from "./values/struct.ts";

/**
 * The engine warns about a plug-in that is older than the SDK requires. This plug-in does not follow the real
 * versions: it accepts what any of them sends.
 */
const pluginVersion = "999.0.0";

type Call<Request> = ServerUnaryCall<Request, unknown>;

/**
 * Pulumi's resource provider protocol over a host:
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 *
 * gRPC answers everything else (schemas, mappings, parameters, methods, lists) with UNIMPLEMENTED, which the
 * engine expects of providers without them.
 */
export class ProviderService {
  readonly #host: ResourceHost;
  readonly #onFault: (error: unknown) => void;
  readonly #sessions = new EngineSessions();

  /** @param onFault called with errors of this program itself, whose stack the user does not see */
  constructor(host: ResourceHost, onFault: (error: unknown) => void) {
    this.#host = host;
    this.#onFault = onFault;
  }

  /** The methods that gRPC calls, by the names of the protocol. */
  get handlers(): UntypedServiceImplementation {
    return {
      handshake: this.#answering((call: Call<provider.ProviderHandshakeRequest>) => {
        this.#sessions.begin(call.getPeer()).attach(call.request.getEngineAddress());
        return new provider.ProviderHandshakeResponse()
          .setAcceptSecrets(true)
          .setAcceptResources(true)
          .setAcceptOutputs(true)
          .setSupportsAutonamingConfiguration(true);
      }),
      attach: this.#answering((call: Call<plugin.PluginAttach>) => {
        this.#sessions.of(call.getPeer()).attach(call.request.getAddress());
        return new empty.Empty();
      }),
      cancel: this.#answering((call: Call<empty.Empty>) => {
        this.#sessions.of(call.getPeer()).end();
        return new empty.Empty();
      }),
      getPluginInfo: this.#answering(() => new plugin.PluginInfo().setVersion(pluginVersion)),
      checkConfig: this.#answering((call: Call<CheckRequest>) => this.#checkConfig(call.request)),
      diffConfig: this.#answering((call: Call<provider.DiffRequest>) => diffConfig(call.request)),
      configure: this.#answering((call: Call<provider.ConfigureRequest>) => this.#configure(call.request)),
      check: this.#answering((call: Call<CheckRequest>) => this.#check(call.request)),
      diff: this.#answering((call: Call<provider.DiffRequest>) => this.#diff(call.request)),
      create: this.#answering((call: Call<provider.CreateRequest>) => this.#create(call)),
      read: this.#answering((call: Call<provider.ReadRequest>) => this.#read(call.request)),
      update: this.#answering((call: Call<provider.UpdateRequest>) => this.#update(call)),
      delete: this.#answering((call: Call<provider.DeleteRequest>) => this.#delete(call)),
      invoke: this.#answering((call: Call<provider.InvokeRequest>) => this.#invoke(call.request)),
      construct: this.#answering((call: Call<provider.ConstructRequest>) =>
        constructComponent(call.request, this.#host),
      ),
    } satisfies Partial<IResourceProviderServer>;
  }

  /** Aborts what still runs. */
  end(): void {
    this.#sessions.endAll();
  }

  #answering<Request, Response>(
    answer: (call: Call<Request>) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return async (call, respond) => {
      try {
        respond(null, await answer(call));
      } catch (error) {
        if (isFault(error)) {
          this.#onFault(error);
        }
        respond(statusOf(error));
      }
    };
  }

  #checkConfig(request: CheckRequest): CheckResponse {
    const news = fromStruct(request.getNews());
    const refusal = this.#host.refusal(plainProperties(news));
    const failures = refusal === undefined ? [] : [{ property: "", reason: refusal }];
    return checkResponse({ inputs: news, failures });
  }

  /** `destroy` and `refresh` do not run the program, so they do not call check first. */
  #configure(request: provider.ConfigureRequest): provider.ConfigureResponse {
    const refusal = this.#host.refusal(plainProperties(fromStruct(request.getArgs())));
    if (refusal !== undefined) {
      throw new Refusal(refusal);
    }
    return new provider.ConfigureResponse()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setAcceptoutputs(true)
      .setSupportspreview(true)
      .setSupportsAutonamingConfiguration(true);
  }

  #check(request: CheckRequest): CheckResponse {
    const { type, ...identity } = identityOf(request.getUrn());
    const inputs = fromStruct(request.getNews());
    const reason = this.#unsupported(type);
    if (reason !== undefined) {
      return checkResponse({ inputs, failures: [{ property: "", reason }] });
    }
    const failures = relativePaths(inputs);
    if (failures.length > 0) {
      return checkResponse({ inputs, failures });
    }
    const checked = this.#host.check(type, {
      ...identity,
      news: plainProperties(inputs),
      olds: plainProperties(fromStruct(request.getOlds())),
      autonaming: autonamingOf(request),
    });
    return checkResponse({ ...checked, inputs: withSecretsOf(inputs, checked.inputs) });
  }

  #diff(request: provider.DiffRequest): provider.DiffResponse {
    const { type, ...identity } = this.#supported(request.getUrn());
    const state = {
      oldInputs: plainOf(request.getOldInputs()),
      oldOutputs: plainOf(request.getOlds()),
      news: plainOf(request.getNews()),
    };
    const difference = this.#host.diff(type, {
      ...identity,
      ...state,
      id: request.getId(),
      ignoreChanges: request.getIgnorechangesList(),
    });
    return diffResponse(propertyChanges(difference, state))
      .setReplacesList([...difference.replaces])
      .setDiffsList([...difference.changed])
      .setDeletebeforereplace(difference.deleteBeforeReplace);
  }

  async #create(call: Call<provider.CreateRequest>): Promise<provider.CreateResponse> {
    const { request } = call;
    const { type, ...identity } = this.#supported(request.getUrn());
    const given = fromStruct(request.getProperties());
    const inputs = plainProperties(given);
    if (request.getPreview()) {
      const outputs = this.#previewed(type, "create", inputs, inputs);
      return new provider.CreateResponse().setProperties(toStruct(withSecretsOf(given, outputs)));
    }
    const { id, outputs } = await this.#operate(call, (operation) =>
      this.#host.create(type, { ...identity, ...operation, inputs }),
    );
    return new provider.CreateResponse().setId(id).setProperties(toStruct(withSecretsOf(given, outputs)));
  }

  async #update(call: Call<provider.UpdateRequest>): Promise<provider.UpdateResponse> {
    const { request } = call;
    const { type, ...identity } = this.#supported(request.getUrn());
    const given = fromStruct(request.getNews());
    const news = plainProperties(given);
    const oldInputs = plainOf(request.getOldInputs());
    const oldOutputs = plainOf(request.getOlds());
    if (request.getPreview()) {
      const kept = Object.entries(oldOutputs).filter(([name]) => !Object.hasOwn(oldInputs, name));
      const outputs = this.#previewed(type, "update", { ...Object.fromEntries(kept), ...news }, news);
      return new provider.UpdateResponse().setProperties(toStruct(withSecretsOf(given, outputs)));
    }
    const { outputs } = await this.#operate(call, (operation) =>
      this.#host.update(type, {
        ...identity,
        ...operation,
        id: request.getId(),
        oldInputs,
        oldOutputs,
        news,
      }),
    );
    return new provider.UpdateResponse().setProperties(toStruct(withSecretsOf(given, outputs)));
  }

  async #delete(call: Call<provider.DeleteRequest>): Promise<empty.Empty> {
    const { request } = call;
    const { type, ...identity } = this.#supported(request.getUrn());
    await this.#operate(call, (operation) =>
      this.#host.delete(type, {
        ...identity,
        ...operation,
        id: request.getId(),
        inputs: plainOf(request.getOldInputs()),
        outputs: plainOf(request.getProperties()),
      }),
    );
    return new empty.Empty();
  }

  async #read(request: provider.ReadRequest): Promise<provider.ReadResponse> {
    const { type, ...identity } = this.#supported(request.getUrn());
    const inputs = fromStruct(request.getInputs());
    const outputs = fromStruct(request.getProperties());
    const found = await this.#host.read(type, {
      ...identity,
      id: request.getId(),
      inputs: plainProperties(inputs),
      outputs: plainProperties(outputs),
    });
    const response = new provider.ReadResponse();
    return found === undefined
      ? response
      : response
          .setId(found.id)
          .setInputs(toStruct(withSecretsOf(inputs, found.inputs)))
          .setProperties(toStruct(withSecretsOf(outputs, found.outputs)));
  }

  async #invoke(request: provider.InvokeRequest): Promise<provider.InvokeResponse> {
    const token = request.getTok();
    const functions = this.#host.functions();
    if (!functions.includes(token)) {
      throw new Refusal(`This lab does not support the function ${token}. It supports ${listed(functions)}.`);
    }
    const answer = await this.#host.invoke(token, plainOf(request.getArgs()));
    return new provider.InvokeResponse().setReturn(toStruct(answer));
  }

  /** Why a type is not supported, or undefined. */
  #unsupported(type: string): string | undefined {
    const types = this.#host.resourceTypes();
    return types.includes(type)
      ? undefined
      : `This lab does not support resources of type ${type}. It supports ${listed(types)}.`;
  }

  /** @throws Refusal for a type that a state may contain, but that this lab does not support */
  #supported(urn: string): ResourceIdentity {
    const identity = identityOf(urn);
    const reason = this.#unsupported(identity.type);
    if (reason !== undefined) {
      throw new Refusal(reason);
    }
    return identity;
  }

  #previewed(
    type: string,
    operation: "create" | "update",
    outputs: Properties,
    inputs: Properties,
  ): Properties {
    const computed = this.#host.computed(type, operation).filter((name) => inputs[name] === undefined);
    return { ...outputs, ...Object.fromEntries(computed.map((name) => [name, unknown])) };
  }

  /** Runs a long operation until the engine no longer needs it. */
  async #operate<Result>(
    call: ServerUnaryCall<{ getUrn(): string; getTimeout(): number }, unknown>,
    run: (operation: Operation) => Promise<Result>,
  ): Promise<Result> {
    const session = this.#sessions.of(call.getPeer());
    const hungUp = new AbortController();
    call.on("cancelled", () => hungUp.abort());
    if (call.cancelled) {
      hungUp.abort();
    }
    const timeoutMs = call.request.getTimeout() * 1000;
    const timeout = timeoutMs > 0 ? [AbortSignal.timeout(timeoutMs)] : [];
    const signal = AbortSignal.any([session.signal, hungUp.signal, ...timeout]);
    const logged: Promise<void>[] = [];
    try {
      signal.throwIfAborted();
      return await run({
        signal,
        log(severity, message) {
          logged.push(session.log(severity, message, call.request.getUrn()));
        },
      });
    } catch (error) {
      throw error === signal.reason ? abortion(signal, timeoutMs) : error;
    } finally {
      await Promise.all(logged);
    }
  }
}

interface ResourceIdentity {
  type: string;
  urn: string;
  name: string;
}

/** `urn:pulumi:STACK::PROJECT::PARENT-TYPE$TYPE::NAME`, where names may contain colons. */
function identityOf(urn: string): ResourceIdentity {
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

function plainOf(struct: Struct | undefined): Properties {
  return plainProperties(fromStruct(struct));
}

function listed(tokens: readonly string[]): string {
  return tokens.toSorted().join(", ");
}

/** A provider that started before the engine does not know the program's folder. */
function relativePaths(inputs: PropertyMap): Checked["failures"] {
  return Object.entries(inputs).flatMap(([property, value]) => {
    const path = value instanceof Asset || value instanceof Archive ? value.path : undefined;
    return path === undefined || isAbsolute(path)
      ? []
      : [
          {
            property,
            reason: `The lab does not know the folder that ${path} is relative to. Give an absolute path, such as path.resolve("${path}").`,
          },
        ];
  });
}

function abortion(signal: AbortSignal, timeoutMs: number): Refusal {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  return new Refusal(
    timedOut
      ? `The operation took longer than its customTimeouts allow: ${timeoutMs / 1000} s.`
      : "The operation was cancelled.",
  );
}

function autonamingOf(request: CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  const { Mode } = provider.CheckRequest.AutonamingOptions;
  if (options === undefined) {
    return undefined;
  }
  if (options.getMode() === Mode.DISABLE) {
    return { mode: "disable" };
  }
  const mode = options.getMode() === Mode.ENFORCE ? "enforce" : "propose";
  return { mode, proposedName: options.getProposedName() };
}

function checkResponse({ inputs, failures }: Checked): CheckResponse {
  return new provider.CheckResponse()
    .setInputs(toStruct(inputs))
    .setFailuresList(
      failures.map(({ property, reason }) =>
        new provider.CheckFailure().setProperty(property).setReason(reason),
      ),
    );
}

/**
 * Resources of another region are out of reach. Everything else of a provider's configuration can change
 * under them.
 */
function diffConfig(request: provider.DiffRequest): provider.DiffResponse {
  const state = {
    oldInputs: plainOf(request.getOldInputs()),
    oldOutputs: plainOf(request.getOlds()),
    news: plainOf(request.getNews()),
  };
  const changed = changedProperties(state.oldInputs, state.news).filter((name) => name !== "version");
  const replaces = changed.filter((name) => name === "region");
  return diffResponse(propertyChanges({ changed, replaces }, state))
    .setReplacesList(replaces)
    .setDiffsList(changed);
}

function diffResponse(changes: readonly PropertyChange[]): provider.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  const response = new provider.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setHasdetaileddiff(true);
  for (const { path, kind, replace, inputDiff } of changes) {
    const detail = new provider.PropertyDiff().setKind(kindOf(kind, replace)).setInputdiff(inputDiff);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function kindOf(kind: PropertyChange["kind"], replace: boolean): provider.PropertyDiff.Kind {
  const { Kind } = provider.PropertyDiff;
  return {
    add: replace ? Kind.ADD_REPLACE : Kind.ADD,
    delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  }[kind];
}
