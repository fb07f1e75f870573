/**
 * The artifact is not one that an instance may unpack and start. The message has `it` as its subject and
 * follows the artifact's name. Names from inside the archive are shown as {@link shownName} shows them.
 */
export class UnfitArtifact extends Error {
  override name = "UnfitArtifact";
}

const shownLength = 100;

/** A name from inside an archive, safe for a terminal: quoted, escaped, and shortened if it is long. */
export function shownName(name: string): string {
  const cut = name.length > shownLength ? `${name.slice(0, shownLength)}…` : name;
  return JSON.stringify(cut).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
