import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstanceFile } from "../plan/user-data.ts";

/** The script that user data runs at the first boot. */
export function installScript(): InstanceFile {
  return { path: "/opt/soft-landing/install", permissions: "0755", content: asset("install.sh") };
}

/** The systemd unit of the server. */
export function serverUnit(): InstanceFile {
  return {
    path: "/etc/systemd/system/soft-landing.service",
    permissions: "0644",
    content: asset("soft-landing.service"),
  };
}

function asset(name: string): string {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}
