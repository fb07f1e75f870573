import http2, { type ClientHttp2Session } from "node:http2";

/** What one request over HTTP/2 brought. */
export interface Http2Visit {
  /** 0 where no whole answer came. */
  statusCode: number;
  body: string;
  error: unknown;
}

/** Asks for JSON at a steady rate over HTTP/2, until `during` is over. A connection that says GOAWAY is followed by a new one. */
export async function http2VisitsDuring(
  pageUrl: string,
  requestsPerSecond: number,
  during: () => Promise<void>,
): Promise<Http2Visit[]> {
  const under: Promise<Http2Visit>[] = [];
  let session = connect(pageUrl);
  const timer = setInterval(() => {
    if (session.closed || session.destroyed) {
      session = connect(pageUrl);
    }
    under.push(http2Visit(session));
  }, 1_000 / requestsPerSecond);
  try {
    await during();
  } finally {
    clearInterval(timer);
  }
  const found = await Promise.all(under);
  session.destroy();
  return found;
}

function connect(pageUrl: string): ClientHttp2Session {
  const session = http2.connect(pageUrl);
  // Each of its requests tells.
  session.on("error", () => {});
  session.on("goaway", () => session.close());
  return session;
}

function http2Visit(session: ClientHttp2Session): Promise<Http2Visit> {
  return new Promise((resolve) => {
    const visit: Http2Visit = { statusCode: 0, body: "", error: undefined };
    const stream = session.request({ ":path": "/", accept: "application/json" });
    stream.setEncoding("utf8");
    stream.on("response", ({ ":status": status = 0 }) => {
      visit.statusCode = status;
    });
    stream.on("data", (text: string) => {
      visit.body += text;
    });
    stream.on("error", (error) => {
      visit.error = error;
    });
    stream.on("close", () => resolve(stream.rstCode === 0 ? visit : { ...visit, statusCode: 0 }));
  });
}
