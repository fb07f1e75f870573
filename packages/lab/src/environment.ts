import { homedir } from "node:os";
import { join } from "node:path";

/** True inside a turbo task: everything is built already, and turbo must not be nested. */
export const insideTurbo = process.env.TURBO_HASH !== undefined;

/**
 * The folder for what outlives a command: `$XDG_STATE_HOME/soft-landing`, by the XDG base directory
 * specification.
 */
export function stateDirectory(): string {
  const stateHome = process.env.XDG_STATE_HOME;
  return join(stateHome ? stateHome : join(homedir(), ".local", "state"), "soft-landing");
}

/** The variables that keep requests to this machine away from a proxy. Existing exemptions stay. */
export function proxyExemption(): { NO_PROXY: string; no_proxy: string } {
  // A program reads one of the two names, so both get the same list.
  const { NO_PROXY = "", no_proxy = "" } = process.env;
  const hosts = [...NO_PROXY.split(","), ...no_proxy.split(","), "127.0.0.1", "localhost", "::1"];
  const all = [...new Set(hosts.map((host) => host.trim()).filter((host) => host !== ""))].join(",");
  return { NO_PROXY: all, no_proxy: all };
}

/**
 * Keeps requests of this process and its children to loopback away from `HTTP_PROXY`, also with
 * NODE_USE_ENV_PROXY.
 */
export function exemptLoopbackFromProxies(): void {
  Object.assign(process.env, proxyExemption());
}

/** The authority that issues certificates in every lab of this user. Clients need to trust it only once. */
export function certificateFolder(): string {
  return join(stateDirectory(), "certificate-authority");
}

/** The authority's certificate in that folder, for clients to trust. */
export function certificateFile(): string {
  return join(certificateFolder(), "ca.pem");
}

/** The environment of a tool that the lab runs for itself, such as turbo or the Pulumi program. */
export function toolEnvironment(nodeDirectory: string, compileCacheDirectory: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_COMPILE_CACHE: compileCacheDirectory,
    PATH: [nodeDirectory, process.env.PATH ?? ""].join(":"),
    TURBO_TELEMETRY_DISABLED: "1",
  };
}
