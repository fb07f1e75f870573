import type { Act } from "@soft-landing/shared/lab-api";
import { softBuild } from "../state/builds.ts";

export const actTitles: Readonly<Record<Act, string>> = {
  healthy: "Healthy",
  break: "Break it",
  failed: "502",
  bring: `Switch to ${softBuild ?? "error handling"}`,
  soft: "Soft landing",
  restore: "Restore",
};
