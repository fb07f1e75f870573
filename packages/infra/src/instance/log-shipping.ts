import type { InstanceFile } from "../plan/user-data.ts";

export interface LogShippingSettings {
  region: string;
  logGroupName: string;
}

/** What an instance needs to send its server's log to CloudWatch Logs. The server also works without it. */
export interface LogShipping {
  files: InstanceFile[];
  commands: string[][];
}

const logFile = "/var/log/soft-landing.log";
const copier = "soft-landing-log.service";
const agentConfigFile = "/etc/soft-landing/cloudwatch-agent.json";

/**
 * The CloudWatch agent reads files, so a second unit copies the server's journal into a file, which logrotate
 * keeps small. The installation's output is sent as well: it shows why a release never became healthy.
 */
export function logShipping({ region, logGroupName }: LogShippingSettings): LogShipping {
  return {
    files: [
      { path: agentConfigFile, permissions: "0644", content: agentConfig(region, logGroupName) },
      { path: `/etc/systemd/system/${copier}`, permissions: "0644", content: copierUnit },
      { path: "/etc/logrotate.d/soft-landing", permissions: "0644", content: rotation },
    ],
    commands: [
      ["dnf", "install", "--assumeyes", "--quiet", "amazon-cloudwatch-agent"],
      ["systemctl", "enable", "--now", copier],
      [
        "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl",
        ...["-a", "fetch-config", "-m", "ec2", "-s", "-c", `file:${agentConfigFile}`],
      ],
    ],
  };
}

function agentConfig(region: string, logGroupName: string): string {
  const stream = (filePath: string, name: string) => ({
    file_path: filePath,
    log_group_name: logGroupName,
    log_stream_name: `{instance_id}/${name}`,
  });
  const files = [stream(logFile, "server"), stream("/var/log/cloud-init-output.log", "install")];
  const config = { agent: { region }, logs: { logs_collected: { files: { collect_list: files } } } };
  return `${JSON.stringify(config, undefined, 1)}\n`;
}

const copierUnit = `[Unit]
Description=Copies the Soft Landing server's journal to ${logFile}

[Service]
ExecStart=/usr/bin/journalctl --follow --lines=all --output=cat --unit=soft-landing.service
StandardOutput=append:${logFile}
Restart=always

[Install]
WantedBy=multi-user.target
`;

const rotation = `${logFile} {
  size 10M
  rotate 2
  copytruncate
  missingok
  compress
}
`;
