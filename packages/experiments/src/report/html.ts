/**
 * A finished piece of markup. Only {@link html} and {@link trusted} create it, so everything else in a
 * template is escaped.
 */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | null | undefined | false | readonly Part[];

/**
 * Builds markup (HTML or SVG). Every value that is not markup itself is escaped, in text and in quoted
 * attributes.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.reduce((text, string, index) => text + render(parts[index - 1]) + string);
  return { markup };
}

/** Uses text as markup, without escaping. Only for this program's own constants, such as the style sheet. */
export function trusted(markup: string): Html {
  return { markup };
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) {
    return "";
  }
  if (typeof part === "string") {
    return escapeText(part);
  }
  if (typeof part === "number") {
    return String(part);
  }
  if ("markup" in part) {
    return part.markup;
  }
  return part.map(render).join("");
}

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
