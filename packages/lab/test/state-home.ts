import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Gives this test file's labs a state folder of their own, so that they neither see nor are seen by a person's labs. */
export function useOwnStateHome(): string {
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-test-state-"));
  process.env.XDG_STATE_HOME = folder;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
