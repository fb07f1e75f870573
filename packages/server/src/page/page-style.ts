import { createHash } from "node:crypto";

/**
 * The style of all pages: light and dark by the visitor's preference, from 320 px up, in system fonts. Colour
 * is never the only difference between `.personal` and `.degraded`: picture and words differ too. Contrasts
 * are at least 4.5:1 in both schemes.
 */
const readableStyle = `
:root {
  color-scheme: light dark;
  --ground: #f3efe6; --card: #fffdf8; --ink: #1d1b19; --quiet: #5d574e; --line: #ddd5c5;
  --wood: #8a5a35; --wood-dark: #5f3b20; --accent: #0b6b60; --accent-ground: #dcf3ee;
}
.degraded { --accent: #8a4a00; --accent-ground: #fdebc8; }
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131316; --card: #1d1d22; --ink: #f2efe9; --quiet: #b3ada3; --line: #37353c;
    --wood: #6d452a; --wood-dark: #452a17; --accent: #6fe3d0; --accent-ground: #12332f;
  }
  .degraded { --accent: #ffc263; --accent-ground: #3a2a10; }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center;
  padding: clamp(0.75rem, 4vw, 3rem);
  background: radial-gradient(120% 80% at 50% 0, var(--card), var(--ground) 70%) var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 58rem; background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem;
  border-top: 0.375rem solid var(--accent);
  box-shadow: 0 1.5rem 3rem -1.5rem rgb(0 0 0 / 0.35); padding: clamp(1.1rem, 4vw, 2.5rem);
}
.answer { display: grid; gap: clamp(1.25rem, 4vw, 2.5rem); align-items: center; }
@media (min-width: 46rem) { .answer { grid-template-columns: 1.05fr 1fr; } }
.tv { position: relative; padding: 4% 24% 4% 4%; border-radius: 1rem; aspect-ratio: 4 / 2.6;
  background: linear-gradient(var(--wood), var(--wood-dark)); box-shadow: inset 0 0 0 2px rgb(255 255 255 / 0.12); margin-bottom: 1.1rem; }
.tv::before, .tv::after { content: ""; position: absolute; bottom: -1rem; width: 0.5rem; height: 1rem; background: var(--wood-dark); }
.tv::before { left: 16%; transform: skewX(14deg); }
.tv::after { right: 16%; transform: skewX(-14deg); }
.screen { height: 100%; border-radius: 1.4rem / 1.1rem; display: grid; place-items: center; padding: 0.75rem; overflow: hidden;
  border: 0.3rem solid #14110f; box-shadow: inset 0 0 2rem rgb(0 0 0 / 0.55); color: #fff; }
.personal .screen { background: radial-gradient(90% 90% at 40% 30%, #1fa395, #0b4f57 60%, #062b36); }
.degraded .screen { background: linear-gradient(90deg, #b9b9b9 0 14.3%, #b3b000 0 28.6%, #00a6a6 0 42.9%, #089f08 0 57.2%, #a312a3 0 71.5%, #a31414 0 85.8%, #1515a3 0); }
.title { margin: 0; text-align: center; font: 700 clamp(1.15rem, 5.2vw, 1.9rem)/1.15 Georgia, "Times New Roman", serif; overflow-wrap: anywhere;
  text-shadow: 0 0.1rem 0.4rem rgb(0 0 0 / 0.6); max-height: 100%; }
.degraded .title { background: #111; padding: 0.35rem 0.7rem; text-shadow: none; }
.knobs { position: absolute; right: 6%; top: 12%; width: 12%; }
.knobs circle { fill: #e9dfc9; } .knobs path { stroke: #3a2716; stroke-width: 2; }
.badge { display: inline-flex; gap: 0.5rem; align-items: center; margin: 0 0 0.75rem; padding: 0.3rem 0.8rem 0.3rem 0.6rem; border-radius: 2rem;
  background: var(--accent-ground); color: var(--accent); font-weight: 650; font-size: 0.95rem; }
.badge svg { width: 1.1em; height: 1.1em; flex: none; fill: none; stroke: currentColor; stroke-width: 2; }
.user { margin: 0; font-size: clamp(1.3rem, 5vw, 1.75rem); line-height: 1.2; font-weight: 700; overflow-wrap: anywhere; }
.words { margin: 0.6rem 0 0; color: var(--quiet); }
.server { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin: clamp(1.25rem, 4vw, 2rem) 0 0; padding-top: 1.1rem; border-top: 1px solid var(--line); }
dl { margin: 0; } dt { color: var(--quiet); font-size: 0.8rem; }
dd { margin: 0; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.92rem; overflow-wrap: anywhere; }
details { margin-top: 1.1rem; border: 1px solid var(--line); border-radius: 0.75rem; }
summary { padding: 0.7rem 1rem; cursor: pointer; font-weight: 600; border-radius: 0.75rem; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.degraded summary { color: var(--accent); }
.facts { display: grid; gap: 0.75rem 2rem; padding: 0.25rem 1rem 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
.facts .wide { grid-column: 1 / -1; }
.plain { max-width: 34rem; }
.plain .user { margin-bottom: 0.25rem; }
`;

/** The style in the pages, without what only its readers need. */
export const pageStyle = readableStyle
  .replace(/\s+/g, " ")
  .replace(/ ?([{};,]) ?/g, "$1")
  .trim();

/**
 * A page loads nothing and runs nothing, and its one style is the only inline content that is allowed.
 * `frame-ancestors` is left out: the lab's console shows the page in a frame, and a click on the page can do
 * no harm.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
