/** What the lab and its supervisor process tell each other over their channel. */
export interface SpawnRequest {
  kind: "spawn";
  unit: string;
  command: string;
  workingDirectory: string;
  environment: Record<string, string>;
  logFile: string;
}
export interface SignalRequest {
  kind: "signal";
  unit: string;
  signal: NodeJS.Signals;
}
export type SupervisorRequest = SpawnRequest | SignalRequest;

export interface StartedReport {
  kind: "started";
  unit: string;
  pid: number;
}
export interface EndedReport {
  kind: "ended";
  unit: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not even be started; null where it ran. */
  failure: string | null;
}
export type SupervisorReport = StartedReport | EndedReport;
