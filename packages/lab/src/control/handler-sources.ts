import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serverBuilds } from "@soft-landing/shared/builds";
import type { HandlerSource } from "@soft-landing/shared/lab-api";
import { repositoryRoot } from "../program/repository.ts";

/** The source of every build's handler. */
export async function handlerSources(): Promise<HandlerSource[]> {
  return await Promise.all(
    serverBuilds.map(async (build) => {
      const file = `packages/server/src/handlers/${build}.ts`;
      return { build, file, source: await readFile(join(repositoryRoot, file), "utf8") };
    }),
  );
}
