import { expect, test } from "vitest";
import { housePicture } from "../../src/architecture/house-picture.ts";

test("imports are solid arrows and files dotted ones, both in the direction of data", () => {
  const picture = housePicture([
    { from: "lab", to: "shared", by: "import" },
    { from: "lab", to: "infra", by: "files" },
    { from: "docs", to: "lab", by: "files" },
  ]);
  expect(picture).toContain("  shared --> lab");
  expect(picture).toContain("  infra -.-> lab");
  expect(picture).not.toContain("docs");
});
