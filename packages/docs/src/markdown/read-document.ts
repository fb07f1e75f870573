import GithubSlugger from "github-slugger";
import type { Nodes, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { toString as textOf } from "mdast-util-to-string";
import { gfmTable } from "micromark-extension-gfm-table";

/** Something in a document, and the line where it starts. */
interface Located {
  line: number;
}

export interface Link extends Located {
  url: string;
  /** Empty for images and for links in HTML. */
  text: string;
}

export interface InlineCode extends Located {
  text: string;
}

export interface CodeBlock extends Located {
  /** The language after the fence, or an empty string. */
  language: string;
  text: string;
}

export interface DocumentTable extends Located {
  /** The texts of the header cells. */
  header: string[];
  /** The texts of the body's cells. */
  rows: string[][];
}

/** The content of a Markdown document, as far as its claims can be checked. */
export interface MarkdownDocument {
  links: Link[];
  inlineCodes: InlineCode[];
  codeBlocks: CodeBlock[];
  tables: DocumentTable[];
  /** The anchors of its headings, as GitHub makes them. */
  anchors: Set<string>;
}

/** Reads a document with a real Markdown parser: CommonMark with GitHub's tables. */
export function readDocument(markdown: string): MarkdownDocument {
  const root = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const document: MarkdownDocument = {
    links: [],
    inlineCodes: [],
    codeBlocks: [],
    tables: [],
    anchors: new Set(),
  };
  const slugger = new GithubSlugger();
  for (const node of nodesOf(root)) {
    collect(node, document, slugger);
  }
  return document;
}

function collect(node: Nodes, document: MarkdownDocument, slugger: GithubSlugger): void {
  const line = node.position?.start.line ?? 0;
  switch (node.type) {
    case "link":
      document.links.push({ line, url: node.url, text: textOf(node) });
      break;
    case "image":
    case "definition":
      document.links.push({ line, url: node.url, text: "" });
      break;
    case "inlineCode":
      document.inlineCodes.push({ line, text: node.value });
      break;
    case "code":
      document.codeBlocks.push({ line, language: node.lang ?? "", text: node.value });
      break;
    case "heading":
      document.anchors.add(slugger.slug(textOf(node)));
      break;
    case "table":
      document.tables.push({ line, ...cellsOf(node) });
      break;
    case "html":
      for (const [, url = ""] of node.value.matchAll(/(?:src|href|srcset)="([^"]+)"/g)) {
        document.links.push({ line, url, text: "" });
      }
      break;
  }
}

function* nodesOf(node: Nodes): Iterable<Nodes> {
  yield node;
  if ("children" in node) {
    for (const child of node.children) {
      yield* nodesOf(child);
    }
  }
}

function cellsOf(table: Table): Pick<DocumentTable, "header" | "rows"> {
  const [header = [], ...rows] = table.children.map((row) => row.children.map((cell) => textOf(cell)));
  return { header, rows };
}
