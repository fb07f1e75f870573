import type { InstanceEnvironment } from "@soft-landing/shared/instance-environment";
import { type ArtifactLocation, instanceEnvironmentFile } from "@soft-landing/shared/instance-environment";
import { stringify } from "yaml";

/** EC2 refuses more than 16 KB of user data. This stays well below. */
export const userDataLimitBytes = 12 * 1024;

/** A file that user data writes on the instance. */
export interface InstanceFile {
  path: string;
  permissions: "0644" | "0755";
  content: string;
}

/** The content of an instance's user data. */
export interface UserDataParts {
  environment: InstanceEnvironment & ArtifactLocation;
  /** Runs once, at the first boot, as root. */
  installScript: InstanceFile;
  installArguments: readonly string[];
  files: readonly InstanceFile[];
  /** Runs after the install script, whether it succeeded or not. */
  furtherCommands: readonly (readonly string[])[];
}

/**
 * Renders the cloud-config of an instance: the environment file, the other files, and the call of the install
 * script.
 *
 * @throws RangeError if the text is longer than {@link userDataLimitBytes}, TypeError if systemd and the
 *   shell would read a value of the environment differently.
 */
export function renderUserData(parts: UserDataParts): string {
  const { environment, installScript, installArguments, files, furtherCommands } = parts;
  const environmentFile: InstanceFile = {
    path: instanceEnvironmentFile,
    permissions: "0644",
    content: renderEnvironment(environment),
  };
  const cloudConfig = {
    write_files: [environmentFile, installScript, ...files],
    runcmd: [[installScript.path, ...installArguments], ...furtherCommands],
  };
  const text = `#cloud-config\n${stringify(cloudConfig, { lineWidth: 0 })}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > userDataLimitBytes) {
    throw new RangeError(`User data has ${bytes} bytes; the limit is ${userDataLimitBytes}.`);
  }
  return text;
}

/** Lines of KEY=value. The shell and systemd quote differently, so values that need quotes are refused. */
function renderEnvironment(environment: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(environment).map(([key, value]) => {
    if (!/^[A-Za-z0-9_./:@%+=,-]+$/.test(String(value))) {
      throw new TypeError(`${key} of the instance environment has characters that need quoting: ${value}`);
    }
    return `${key}=${value}\n`;
  });
  return lines.join("");
}
