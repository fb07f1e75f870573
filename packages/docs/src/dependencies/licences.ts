/** Licences whose packages an Apache-2.0 project can use and include in a bundle. */
const permissiveLicences: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
  "WTFPL",
  "Zlib",
]);

/** Packages with another licence, and why that is acceptable here. */
export const licenceExceptions: readonly { name: RegExp; reason: string }[] = [
  {
    name: /^lightningcss(-.*)?$/,
    reason: "MPL-2.0 asks for changes to its own files only; Vite builds with it.",
  },
  { name: /^(axe-core|@axe-core\/playwright)$/, reason: "MPL-2.0 too; only tests use it." },
  { name: /^@logdna\/tail-file$/, reason: "Its LICENSE file is MIT; Pulumi's SDK brings it." },
];

/** True if a licence expression includes a permissive licence to choose. */
export function isPermissive(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, "").split(/ OR /i);
  return choices.some((choice) =>
    choice.split(/ AND /i).every((licence) => permissiveLicences.has(licence.trim())),
  );
}
