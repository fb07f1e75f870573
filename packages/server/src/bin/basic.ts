import { basic } from "../builds/basic.ts";
import { runServer } from "../run-server.ts";

void runServer(basic);
