import type { Place } from "../../measure/place.ts";
import { type Check, type CheckContext, Deviation, expectEqual, expectThat } from "../check.ts";

const hostOf = ({ pageUrl }: Place) => new URL(pageUrl).host;

/** A request that the load balancer answers itself, whatever the targets do. */
function refused(id: string, title: string, status: number, request: (host: string) => string): Check {
  return {
    id: `load-balancer.${id}`,
    title,
    proves: [],
    async run({ raw, place }) {
      const answer = await raw(request(hostOf(place)));
      expectEqual("status", answer.status, status);
      expectThat(
        "Server header",
        /\r\nserver: awselb\/2\.0\r\n/i.test(answer.text),
        answer.text.slice(0, 200),
      );
    },
  };
}

/** What the load balancer says on its own account. */
export const loadBalancerChecks: readonly Check[] = [
  refused("no-host", "A request of HTTP/1.1 without Host is 400.", 400, () => "GET / HTTP/1.1\r\n\r\n"),
  refused("garbage", "What is no HTTP is 400.", 400, () => "NONSENSE\r\n\r\n"),
  refused("two-lengths", "Two Content-Lengths that differ are 400.", 400, (host) =>
    head("POST / HTTP/1.1", host, "Content-Length: 4", "Content-Length: 5"),
  ),
  refused("long-header", "A header of more than 16 K is 400.", 400, (host) =>
    head("GET / HTTP/1.1", host, `X-Long: ${"x".repeat(17 * 1024)}`),
  ),
  refused("trace", "TRACE is 405.", 405, (host) => head("TRACE / HTTP/1.1", host)),
  refused("transfer-coding", "A transfer coding other than chunked and identity is 501.", 501, (host) =>
    head("POST / HTTP/1.1", host, "Transfer-Encoding: gzip"),
  ),
  {
    id: "load-balancer.empty-reply",
    title:
      "A target that hangs up without a reply is 502, with the load balancer's own page, and nothing else.",
    proves: [],
    unavailable: notBasic,
    async run(context) {
      await switchedOff(context, async () => {
        const answer = await context.http("/");
        if (answer.status === 502) context.seen.elb502 += 1;
        expectEqual("status", answer.status, 502);
        expectEqual("Server header", answer.headers.server, "awselb/2.0");
        expectEqual("Content-Type", answer.headers["content-type"], "text/html");
        expectEqual("body", answer.body.toLowerCase(), badGatewayPage.toLowerCase());
        const health = await context.http("/healthcheck");
        expectEqual("status of the health check meanwhile", health.status, 200);
      });
    },
  },
  {
    id: "load-balancer.soft-dependency",
    title: "With the dependency off, the error-handling build answers 200 with the default and the reason.",
    proves: [],
    unavailable: ({ outputs }) =>
      outputs.build === "error-handling" ? undefined : `the stack serves the build ${outputs.build}`,
    async run(context) {
      await switchedOff(context, async () => {
        const { status, body } = await context.http("/", { headers: { accept: "application/json" } });
        expectEqual("status", status, 200);
        expectThat("page", JSON.parse(body).personal === false, body);
      });
    },
  },
];

/** Six lines that end in CRLF. */
const badGatewayPage = [
  "<html>",
  "<head><title>502 Bad Gateway</title></head>",
  "<body>",
  "<center><h1>502 Bad Gateway</h1></center>",
  "</body>",
  "</html>",
  "",
].join("\r\n");

export function notBasic({ outputs }: Place): string | undefined {
  return outputs.build === "basic" ? undefined : `the stack serves the build ${outputs.build}`;
}

/** So many pages without a personal one mean that every server has noticed: each remembers the switch for a while. */
const pagesInARow = 12;

/** Turns the dependency off, waits until every server shows it, and turns it on again. */
export async function switchedOff(context: CheckContext, look: () => Promise<void>): Promise<void> {
  await context.setSwitch("false");
  try {
    const noticed = await context.eventually(async () => {
      for (let page = 0; page < pagesInARow; page += 1) {
        const { status, body } = await context.http("/", { headers: { accept: "application/json" } });
        if (status === 502) context.seen.elb502 += 1;
        if (status === 200 && JSON.parse(body).personal) return undefined;
      }
      return true;
    });
    if (!noticed) throw new Deviation("the servers do not notice that the switch is off");
    await look();
  } finally {
    await context.setSwitch("true");
  }
}

function head(requestLine: string, host: string, ...headers: string[]): string {
  return [requestLine, `Host: ${host}`, ...headers, "", ""].join("\r\n");
}
