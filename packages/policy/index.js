import "./src/index.ts";
