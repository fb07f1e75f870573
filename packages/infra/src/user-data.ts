import type { Artifact } from "./artifact/artifact.ts";
import { installScript, serverUnit } from "./instance/instance-files.ts";
import { logShipping } from "./instance/log-shipping.ts";
import { renderUserData } from "./plan/user-data.ts";

/** What is known about an instance before the first resource. */
export interface UserDataSettings {
  region: string;
  serverPort: number;
  artifact: Pick<Artifact, "sha256" | "nodeMajor">;
}

/** What only the update can tell. */
export interface UserDataNames {
  tableName: string;
  switchParameterName: string;
  artifactS3Uri: string;
  /** The log group of the server; undefined if the log stays on the instance. */
  logGroupName: string | undefined;
}

/** The user data of a release's instances. */
export function instanceUserData(settings: UserDataSettings & UserDataNames): string {
  const { region, serverPort, artifact, logGroupName } = settings;
  const shipping = logGroupName === undefined ? undefined : logShipping({ region, logGroupName });
  return renderUserData({
    environment: {
      HOST: "0.0.0.0",
      PORT: serverPort,
      AWS_REGION: region,
      RECOMMENDATION_TABLE: settings.tableName,
      RECOMMENDATION_SWITCH_PARAMETER: settings.switchParameterName,
      ARTIFACT_S3_URI: settings.artifactS3Uri,
      ARTIFACT_SHA256: artifact.sha256,
    },
    installScript: installScript(),
    installArguments: [`nodejs${artifact.nodeMajor}`],
    files: [serverUnit(), ...(shipping?.files ?? [])],
    furtherCommands: shipping?.commands ?? [],
  });
}

/**
 * The user data with fixed placeholders for the names that only the update can tell: the input of a release's
 * hash.
 */
export function userDataTemplate(settings: UserDataSettings & { shipLogs: boolean }): string {
  return instanceUserData({
    ...settings,
    tableName: "table",
    switchParameterName: "switch",
    artifactS3Uri: "s3://bucket/key",
    logGroupName: settings.shipLogs ? "log-group" : undefined,
  });
}
