import { posix } from "node:path";
import type { MarkdownDocument } from "../markdown/read-document.ts";
import type { FalseClaim } from "./claim.ts";

/** What claims about files are compared with. */
export interface Files {
  /** True if a path from the repository's root, or a pattern with `*`, exists. */
  exists(pattern: string): boolean;
  /** The anchors of a document of the repository. */
  anchorsOf(path: string): ReadonlySet<string>;
  /** The names in the repository's root. */
  rootNames: ReadonlySet<string>;
}

/** Links into the repository that lead nowhere, or to a heading that does not exist. */
export function brokenLinks(path: string, { links, anchors }: MarkdownDocument, files: Files): FalseClaim[] {
  return links.flatMap(({ line, url }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(url)) {
      return [];
    }
    const [target = "", anchor] = decodeURI(url).split("#");
    const resolved = target === "" ? path : posix.normalize(posix.join(posix.dirname(path), target));
    if (!files.exists(resolved)) {
      return [{ line, claim: url, fault: `${resolved} does not exist` }];
    }
    if (anchor === undefined || !resolved.endsWith(".md")) {
      return [];
    }
    const known = resolved === path ? anchors : files.anchorsOf(resolved);
    return known.has(anchor) ? [] : [{ line, claim: url, fault: `${resolved} has no heading #${anchor}` }];
  });
}

/**
 * Inline code that names a file of the repository which does not exist. A path starts with a name of the
 * root, or with `src/`, `test/` or `dist/` in a package's own document. `<stack>` and `*` stand for any name.
 */
export function missingPaths(path: string, { inlineCodes }: MarkdownDocument, files: Files): FalseClaim[] {
  return inlineCodes.flatMap(({ line, text }) => {
    const candidate = pathIn(text, path, files);
    return candidate === undefined || files.exists(candidate)
      ? []
      : [{ line, claim: text, fault: `${candidate} does not exist` }];
  });
}

function pathIn(text: string, document: string, files: Files): string | undefined {
  const bare = text.replace(/:\d+$/, "").replace(/\/$/, "");
  if (!/^[\w.@*<>{}-]+(\/[\w.@*<>{},-]+)*$/.test(bare)) {
    return undefined;
  }
  const pattern = bare.replaceAll(/<[^>]+>/g, "*");
  const [first = ""] = pattern.split("/");
  if (/^(packages|examples)\/[^/]+\//.test(document) && /^(src|test|dist|build)$/.test(first)) {
    return posix.join(posix.dirname(document), pattern);
  }
  return files.rootNames.has(first) && (pattern.includes("/") || pattern.includes(".")) ? pattern : undefined;
}
