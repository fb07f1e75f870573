/** A document lacks a generated part's markers, or has them twice or the wrong way round. */
export class MissingMarkers extends Error {
  override name = "MissingMarkers";
}

/**
 * Replaces the text between a generated part's two markers, and nothing else.
 *
 * @throws MissingMarkers if the document does not have each marker exactly once, in order.
 */
export function replaceMarkedPart(document: string, part: string, text: string): string {
  const begin = `<!-- generated: ${part} -->`;
  const end = `<!-- end of generated: ${part} -->`;
  const [before, rest, ...moreBegins] = document.split(begin);
  const [, after, ...moreEnds] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || moreBegins.length > 0 || moreEnds.length > 0) {
    throw new MissingMarkers(`The document needs the lines ${begin} and ${end}, each once.`);
  }
  return `${before}${begin}\n\n${text.trim()}\n\n${end}${after}`;
}
