import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/views.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { startStore } from "./state/store.ts";

const root = document.querySelector("#app");
if (root === null) {
  throw new Error("index.html has no #app");
}
startStore();
render(<App />, root);
