import { RunError } from "@pulumi/pulumi";

/** Node runs TypeScript sources as they are since 22.18 and 23.6. */
function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * What Pulumi runs. Plain JavaScript, because an older Node can only say what it lacks if it can read the file
 * that says so.
 */
export default async function run() {
  if (!runsTypeScript(process.versions.node)) {
    throw new RunError(
      `Node ${process.versions.node} at ${process.execPath} is too old for this program: it needs 22.18 or newer.\n` +
        "Run `pnpm pulumi …` at the repository's root instead of `pulumi …`: it brings its own Node.",
    );
  }
  const { program } = await import("./index.ts").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") {
      throw error;
    }
    throw new RunError(
      `Dependencies of this program are not installed (${error.message}). Install them: npx -y pnpm@12 install`,
    );
  });
  return program();
}
