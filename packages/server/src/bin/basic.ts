import { basic } from "../builds/basic.ts";
import { runServer } from "../run-server.ts";

await runServer(basic);
