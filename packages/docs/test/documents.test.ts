import { describe, expect, test } from "vitest";
import { commandsOf, unknownCommands } from "../src/claims/commands.ts";
import { brokenLinks, missingPaths } from "../src/claims/paths.ts";
import { differingLists } from "../src/claims/tables.ts";
import { readDocument } from "../src/markdown/read-document.ts";
import { listDocuments, readRepositoryFile } from "../src/repository.ts";
import { commandFacts, files } from "./repository-facts.ts";

test("README, CONTRIBUTING and SECURITY are among the checked documents", () => {
  expect(listDocuments()).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "SECURITY.md"]));
});

describe.each(listDocuments())("%s", (path) => {
  const document = readDocument(readRepositoryFile(path));

  test("has links that work", () => {
    expect(brokenLinks(path, document, files)).toEqual([]);
  });

  test("names files that exist", () => {
    expect(missingPaths(path, document, files)).toEqual([]);
  });

  test("names commands, options, config keys and outputs that exist", () => {
    expect(unknownCommands(commandsOf(document), commandFacts)).toEqual([]);
  });

  test("lists all config keys and all outputs in tables that list them", () => {
    expect(differingLists(document, "config", commandFacts.configKeys)).toEqual([]);
    expect(differingLists(document, "output", commandFacts.outputs)).toEqual([]);
  });
});
