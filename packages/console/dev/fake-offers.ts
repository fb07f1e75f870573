import type { Experiments, Reports, WalkthroughStep } from "@soft-landing/shared/lab-api";

/** What the pretended lab offers besides its state: a short story, a few experiments, one report. */
export const fakeSteps: readonly WalkthroughStep[] = [
  {
    id: "healthy",
    title: "Everything is well",
    text: "Three instances stand behind the load balancer, one in each Availability Zone. Look at their state under Targets.",
    view: "target-group",
    action: { kind: "look", label: "Show the targets" },
  },
  {
    id: "switch-off",
    title: "Take the dependency away",
    text: "Set the parameter to false. From now on every read of the table fails, on every server.",
    view: "parameter-store",
    action: { kind: "parameter", label: "Set it to false", value: "false" },
  },
  {
    id: "deploy",
    title: "Bring the build that handles the error",
    text: "Move to error-handling. The new instances become healthy first, then the old ones drain; no request is lost.",
    view: "auto-scaling",
    action: { kind: "switch", label: "Switch the build", build: "error-handling" },
  },
];

export const fakeExperiments: Experiments = {
  experiments: [
    {
      name: "dependency-off",
      title: "The dependency is off",
      question: "What do users see when every read of the table fails?",
      durationSeconds: 40,
    },
    {
      name: "dependency-slow",
      title: "The dependency is slow",
      question: "Does a page wait for a table that answers two seconds late?",
      durationSeconds: 45,
    },
    {
      name: "zone-lost",
      title: "A zone is lost",
      question: "How many requests fail until the load balancer sends none to the lost zone?",
      durationSeconds: 60,
    },
  ],
  run: {
    id: "run-1",
    experiment: "dependency-off",
    state: "held",
    progress: [
      "12:00:01 basic: warming up",
      "12:00:11 basic: dependency off",
      "12:00:31 error-handling: dependency off",
      "12:00:51 every hypothesis held",
    ],
    startedAt: "2026-11-22T12:00:00.000Z",
    endedAt: "2026-11-22T12:00:52.000Z",
    report: "dependency-off.html",
  },
};

export const fakeReports: Reports = [
  {
    file: "dependency-off.html",
    title: "The dependency is off",
    createdAt: "2026-11-22T12:00:52.000Z",
    bytes: 182_400,
  },
];
