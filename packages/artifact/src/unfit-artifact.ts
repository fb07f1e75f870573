/**
 * The artifact is not what an instance may unpack and start. The message says what is wrong of `it`, to be put behind the
 * artifact's name; names from inside of the archive are in it as {@link shownName} shows them.
 */
export class UnfitArtifact extends Error {
  override name = "UnfitArtifact";
}

const shownLength = 100;

/** A name from inside of an archive, as it may be put on a terminal: quoted, escaped, and cut where it is long. */
export function shownName(name: string): string {
  const cut = name.length > shownLength ? `${name.slice(0, shownLength)}…` : name;
  return JSON.stringify(cut).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
