import { describe, expect, test } from "vitest";
import { listInstalledPackages } from "../../src/dependencies/installed-packages.ts";
import { isPermissive, licenceExceptions } from "../../src/dependencies/licences.ts";
import { licenceOf, listDependencies, unusedCatalogEntries } from "../../src/dependencies/manifests.ts";
import { reasons } from "../../src/dependencies/reasons.ts";

const dependencies = listDependencies();

describe("the workspace's dependencies", () => {
  test("have a reason each", () => {
    expect(dependencies.map(({ name }) => name).filter((name) => reasons[name] === undefined)).toEqual([]);
  });

  test("are the only packages with a reason", () => {
    const names = new Set(dependencies.map(({ name }) => name));
    expect(Object.keys(reasons).filter((name) => !names.has(name))).toEqual([]);
  });

  test("are the whole catalog", () => {
    expect(unusedCatalogEntries()).toEqual([]);
  });

  test("have exact versions from the catalog", () => {
    expect(dependencies.filter(({ version }) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
  });
});

describe("licences", () => {
  test("of all installed packages are compatible with Apache-2.0, or exceptions with a reason", () => {
    const foreign = listInstalledPackages().filter(
      ({ name, licence }) =>
        !isPermissive(licence) && !licenceExceptions.some((exception) => exception.name.test(name)),
    );
    expect(foreign).toEqual([]);
  });

  test.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0)", true],
    ["MIT AND ISC", true],
    ["MIT AND GPL-3.0", false],
    ["AGPL-3.0", false],
    ["unknown", false],
  ])("%s is permissive: %s", (expression, permissive) => {
    expect(isPermissive(expression)).toBe(permissive);
  });

  test.each([
    [{ license: "MIT" }, "MIT"],
    [{ license: { type: "ISC" } }, "ISC"],
    [{ licenses: [{ type: "BSD-2-Clause" }] }, "BSD-2-Clause"],
    [{}, "unknown"],
  ])("%j is read as %s", (manifest, licence) => {
    expect(licenceOf(manifest)).toBe(licence);
  });
});
