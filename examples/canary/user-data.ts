const folder = "/opt/canary";

/** What the server is told by its environment, and where its artifact is. */
export interface ServerSettings {
  PORT: string;
  AWS_REGION: string;
  RECOMMENDATION_TABLE: string;
  RECOMMENDATION_SWITCH_PARAMETER: string;
  ARTIFACT_S3_URI: string;
  ARTIFACT_SHA256: string;
}

const install = `#!/bin/bash
set -euo pipefail
. ${folder}/server.env
aws s3 cp "$ARTIFACT_S3_URI" ${folder}/artifact.tgz --region "$AWS_REGION"
echo "$ARTIFACT_SHA256 ${folder}/artifact.tgz" | sha256sum --check
mkdir ${folder}/server
tar --extract --gzip --file ${folder}/artifact.tgz --directory ${folder}/server --no-same-owner
systemctl enable --now canary.service
`;

const unit = `[Service]
EnvironmentFile=${folder}/server.env
WorkingDirectory=${folder}/server
ExecStart=${folder}/server/start
DynamicUser=yes
Restart=always
[Install]
WantedBy=multi-user.target
`;

/** The cloud-config of an instance: Node, the artifact out of the bucket, and the unit that runs it. JSON is YAML. */
export function userData(settings: ServerSettings): string {
  const environment = Object.entries({ HOST: "0.0.0.0", ...settings }).map(
    ([name, value]) => `${name}=${value}\n`,
  );
  const config = {
    packages: ["nodejs24"],
    write_files: [
      { path: `${folder}/server.env`, content: environment.join("") },
      { path: `${folder}/install`, permissions: "0755", content: install },
      { path: "/etc/systemd/system/canary.service", content: unit },
    ],
    runcmd: [[`${folder}/install`]],
  };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}
