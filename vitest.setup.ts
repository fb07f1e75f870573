import fc from "fast-check";

// Half of fast-check's lists are shorter than six by default: too short to walk a state machine.
fc.configureGlobal({ baseSize: "medium" });
