import type { Place } from "@soft-landing/experiments/place/place";
import { builds, isServerBuild } from "@soft-landing/shared/builds";
import { Deviation, expectEqual, expectThat } from "../checker/check.ts";
import type { CheckContext, ConformanceCheck } from "./conformance-check.ts";

const hostOf = ({ pageUrl }: Place) => new URL(pageUrl).host;

/** A request that the load balancer answers itself, whatever the targets do. */
interface RefusedRequest {
  id: string;
  title: string;
  status: number;
  request(host: string): string;
}

const refusedRequests: readonly RefusedRequest[] = [
  {
    id: "no-host",
    title: "An HTTP/1.1 request without Host gets 400.",
    status: 400,
    request: () => "GET / HTTP/1.1\r\n\r\n",
  },
  {
    id: "garbage",
    title: "Bytes that are not HTTP get 400.",
    status: 400,
    request: () => "NONSENSE\r\n\r\n",
  },
  {
    id: "two-lengths",
    title: "Two different Content-Lengths get 400.",
    status: 400,
    request: (host) => head("POST / HTTP/1.1", host, "Content-Length: 4", "Content-Length: 5"),
  },
  {
    id: "long-header",
    title: "A header of more than 16 K gets 400.",
    status: 400,
    request: (host) => head("GET / HTTP/1.1", host, `X-Long: ${"x".repeat(17 * 1024)}`),
  },
  {
    id: "trace",
    title: "TRACE is 405.",
    status: 405,
    request: (host) => head("TRACE / HTTP/1.1", host),
  },
  {
    id: "long-url",
    title: "A request line of more than 16 K gets 414.",
    status: 414,
    request: (host) => head(`GET /${"x".repeat(17 * 1024)} HTTP/1.1`, host),
  },
  {
    id: "many-forwarders",
    title: "More than 30 addresses in X-Forwarded-For get 463.",
    status: 463,
    request: (host) => {
      const addresses = Array.from({ length: 31 }, (_, index) => `192.0.2.${index}`);
      return head("GET / HTTP/1.1", host, `X-Forwarded-For: ${addresses.join(", ")}`);
    },
  },
  {
    id: "transfer-coding",
    title: "A transfer coding other than chunked and identity gets 501.",
    status: 501,
    request: (host) => head("POST / HTTP/1.1", host, "Transfer-Encoding: gzip"),
  },
  {
    id: "version",
    title: "A version other than HTTP/1.0 and HTTP/1.1 gets 505.",
    status: 505,
    request: (host) => head("GET / HTTP/3.0", host),
  },
];

function refusal({ id, title, status, request }: RefusedRequest): ConformanceCheck {
  return {
    id: `load-balancer.${id}`,
    title,
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

/** What the load balancer answers by itself. */
export const loadBalancerChecks: readonly ConformanceCheck[] = [
  ...refusedRequests.map(refusal),
  {
    id: "load-balancer.http-1.0",
    title: "An HTTP/1.0 client gets an answer without chunks.",
    async run({ raw, place }) {
      const answer = await raw(head("GET /healthcheck HTTP/1.0", hostOf(place)));
      expectEqual("status", answer.status, 200);
      expectThat("answer", !/transfer-encoding: *chunked/i.test(answer.text), answer.text.slice(0, 400));
    },
  },
  {
    id: "load-balancer.expect",
    title: "The load balancer answers Expect: 100-continue with 100.",
    async run({ raw, place }) {
      const expecting = ["Connection: close", "Expect: 100-continue", "Content-Length: 5"];
      const request = `${head("POST / HTTP/1.1", hostOf(place), ...expecting)}hello`;
      const { text } = await raw(request, "closed");
      expectThat(
        "answer",
        /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 [2-5]/i.test(text),
        text.slice(0, 400),
      );
    },
  },
  {
    id: "load-balancer.pipelining",
    title: "Two pipelined requests get their answers in order.",
    async run({ raw, place }) {
      const first = head("GET /healthcheck HTTP/1.1", hostOf(place));
      const second = head("GET /no-such-page HTTP/1.1", hostOf(place), "Connection: close");
      const { text } = await raw(first + second, "closed");
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
      expectEqual("statuses", statuses, ["200", "404"]);
    },
  },
  {
    id: "load-balancer.empty-reply",
    title: "When a target closes without a reply, the load balancer answers 502 with its own page.",
    unavailable: degrading,
    async run(context) {
      await switchedOff(context, async () => {
        const answer = await context.http("/");
        if (answer.status === 502) {
          context.memory.elb502 += 1;
        }
        expectEqual("status", answer.status, 502);
        expectEqual("Server header", answer.headers.server, "awselb/2.0");
        expectEqual("Content-Type", answer.headers["content-type"], "text/html");
        expectEqual("body", answer.body.toLowerCase(), badGatewayPage.toLowerCase());
        const health = await context.http("/healthcheck");
        expectEqual("status of the health check at the same time", health.status, 200);
      });
    },
  },
  {
    id: "load-balancer.soft-dependency",
    title: "With the dependency off, a build that degrades answers 200 with the fallback and the reason.",
    unavailable: ({ outputs: { build } }) =>
      isServerBuild(build) && builds[build].degrades ? undefined : `the stack serves the build ${build}`,
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

/** Why a stack cannot show what happens to a request that its target ends without a reply. */
export function degrading({ outputs: { build } }: Place): string | undefined {
  return isServerBuild(build) && !builds[build].degrades ? undefined : `the stack serves the build ${build}`;
}

/**
 * After this many pages without a personal one, every server has noticed: each caches the switch for a while.
 */
const pagesInARow = 12;

/** Turns the dependency off, waits until every server shows it, and turns it on again. */
export async function switchedOff(context: CheckContext, look: () => Promise<void>): Promise<void> {
  await context.setParameter("false");
  try {
    const noticed = await context.eventually(async () => {
      for (let page = 0; page < pagesInARow; page += 1) {
        const { status, body } = await context.http("/", { headers: { accept: "application/json" } });
        if (status === 502) {
          context.memory.elb502 += 1;
        }
        if (status === 200 && JSON.parse(body).personal) {
          return undefined;
        }
      }
      return true;
    });
    if (!noticed) {
      throw new Deviation("the servers do not notice that the switch is off");
    }
    await look();
  } finally {
    await context.setParameter("true");
  }
}

function head(requestLine: string, host: string, ...headers: string[]): string {
  return [requestLine, `Host: ${host}`, ...headers, "", ""].join("\r\n");
}
