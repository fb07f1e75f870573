import { connect } from "node:net";

/** Everything that a server sends for these bytes until the connection ends, and how it ends. */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
): Promise<{ reply: string; end: "FIN" | "RST" }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let reply = "";
    socket.on("data", (chunk) => {
      reply += chunk.toString("latin1");
    });
    socket.on("end", () => resolve({ reply, end: "FIN" }));
    socket.on("error", () => resolve({ reply, end: "RST" }));
  });
}
