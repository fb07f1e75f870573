import { mutationOptions } from "../../.ci/mutation/options.mjs";

/**
 * Some tests look at sources, at documents, or at processes of their own, which see no mutant. Those of routing and of the wire that start
 * a whole balancer or Region are left out: they would take hours, and what they reach has tests of its own.
 */
export const rooms = {
  routing: {
    mutate: ["src/load-balancer/routing/**/*.ts"],
    testFiles: ["test/load-balancer/routing/!(slow-start).test.ts"],
  },
  health: {
    mutate: ["src/load-balancer/health/**/*.ts"],
    testFiles: ["test/load-balancer/health/*.test.ts"],
  },
  "fleet-decisions": {
    mutate: ["src/fleet/{activity-wording,group-decisions,turns,unit-log,unit-restart}.ts"],
    testFiles: ["test/fleet/{activity-wording,group-decisions,turns,unit-log,unit-restart}.test.ts"],
  },
  "fleet-boot": {
    mutate: ["src/fleet/{boot-plan,cloud-config,command-line,unit-settings}.ts"],
    testFiles: [
      "test/fleet/{boot-plan,cloud-config,command-line,moved-paths,server-unit,unit-settings}.test.ts",
    ],
  },
  "fleet-group": {
    mutate: ["src/fleet/group.ts"],
    testFiles: ["test/fleet/{group,group-faults}.test.ts"],
  },
  wire: {
    mutate: ["src/wire/**/*.ts"],
    testFiles: [
      "test/wire/!(aws-endpoint|bounded-work|callers|honoured|operations|protocols|robustness).test.ts",
      "test/wire/protocols/*.test.ts",
    ],
  },
  resources: {
    mutate: ["src/services/**/*-resource{,s}.ts", "!src/services/**/{judged,list-tags-for}-resource.ts"],
    testFiles: [
      "test/services/{resources,resource-lifecycles}.test.ts",
      "test/services/{acm/certificates,autoscaling/autoscaling,dynamodb/dynamodb,elbv2/listeners}.test.ts",
    ],
  },
  "data-plane": {
    mutate: [
      "src/load-balancer/data-plane/{admission,desync,hop-headers,parse-errors,request-headers,response-head,trace-id}.ts",
    ],
    testFiles: [
      "test/load-balancer/data-plane/!(answers|client-connection|exchange|http?-*|own-pages|refused-head|tunnel).test.ts",
    ],
  },
  connections: {
    mutate: [
      "src/load-balancer/data-plane/{answers,client-connection,exchange,http1-request,http1-server}.ts",
      "src/load-balancer/data-plane/{own-pages,refused-head,tunnel}.ts",
    ],
    testFiles: [
      "test/load-balancer/!(hostile-*|http2|https|metric-identity).test.ts",
      "test/load-balancer/data-plane/{answers,client-connection,exchange,http1-request,own-pages,refused-head,tunnel}.test.ts",
    ],
    testLimitMs: 8_000,
  },
  http2: {
    mutate: ["src/load-balancer/data-plane/{http2-request,http2-server}.ts"],
    testFiles: ["test/load-balancer/{http2,https}.test.ts", "test/load-balancer/data-plane/http2-*.test.ts"],
  },
};

export default mutationOptions(rooms);
