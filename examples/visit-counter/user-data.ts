import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = "/opt/visit-counter";

/** What the server is told by its environment. */
export interface ServerSettings {
  PORT: string;
  AWS_REGION: string;
  TABLE: string;
  GREETING_PARAMETER: string;
}

/** The cloud-config of an instance: Node, the server's one file, and the unit that runs it. JSON is YAML. */
export function userData(settings: ServerSettings): string {
  const environment = Object.entries({ HOST: "0.0.0.0", ...settings }).map(
    ([name, value]) => `Environment=${name}=${value}`,
  );
  const unit = [
    "[Service]",
    ...environment,
    `ExecStart=/usr/bin/node-24 ${folder}/server.mjs`,
    "DynamicUser=yes",
    "Restart=always",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ];
  const config = {
    packages: ["nodejs24"],
    write_files: [
      {
        path: `${folder}/server.mjs`,
        content: readFileSync(join(import.meta.dirname, "server.mjs"), "utf8"),
      },
      { path: "/etc/systemd/system/visit-counter.service", content: unit.join("\n") },
    ],
    runcmd: [["systemctl", "enable", "--now", "visit-counter.service"]],
  };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}
