import { errorHandling } from "../builds/error-handling.ts";
import { runServer } from "../run-server.ts";

void runServer(errorHandling);
