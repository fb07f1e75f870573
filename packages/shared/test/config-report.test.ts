import { expect, test } from "vitest";
import { configReport } from "../src/config-report.ts";

test("a report has a line for each mistake: file, key, value, remedy", () => {
  const mistakes = [
    { key: "build", value: "bsic", remedy: "use one of basic, error-handling, custom" },
    { key: "ingressCidrs", value: ["x"], remedy: "x is not a network" },
    { key: "artifact", value: undefined, remedy: "give one" },
  ];
  expect(configReport(mistakes, (key) => (key === "build" ? "--config" : "Pulumi.x.yaml"))).toBe(
    [
      "The stack's config has 3 mistakes. Nothing was changed.",
      "  --config: build = bsic: use one of basic, error-handling, custom",
      '  Pulumi.x.yaml: ingressCidrs = ["x"]: x is not a network',
      "  Pulumi.x.yaml: artifact is not given: give one",
    ].join("\n"),
  );
});
