import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/shell.css";
import "./styles/story.css";
import "./styles/picture.css";
import "./styles/beside.css";
import "./styles/views.css";
import { answerColours, answerKinds, type Colour, failedHatch } from "@soft-landing/shared/answer-kinds";
import { render } from "preact";
import { App } from "./app.tsx";
import { startStore } from "./state/store.ts";

/** What the reports and the console share becomes CSS custom properties, such as `--personal`. */
function defineColour(name: string, { light, dark }: Colour): void {
  document.documentElement.style.setProperty(`--${name}`, `light-dark(${light}, ${dark})`);
}

for (const kind of answerKinds) {
  defineColour(kind, answerColours[kind]);
}
defineColour("hatch", failedHatch);

const root = document.querySelector("#app");
if (root === null) {
  throw new Error("index.html has no #app");
}
startStore();
render(<App />, root);
