import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository.ts";
import { licenceOf } from "./manifests.ts";

/** A package that the lockfile brought onto this machine, directly or through another. */
export interface InstalledPackage {
  name: string;
  version: string;
  licence: string;
}

/** Every package in pnpm's store of this workspace. Packages for other platforms are not there. */
export function listInstalledPackages(): InstalledPackage[] {
  const pattern = "node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json";
  const packages = globSync(pattern, { cwd: repositoryRoot }).map((path) => {
    const manifest = JSON.parse(readFileSync(join(repositoryRoot, path), "utf8"));
    return { name: String(manifest.name), version: String(manifest.version), licence: licenceOf(manifest) };
  });
  return [...new Map(packages.map((found) => [`${found.name}@${found.version}`, found])).values()];
}
