import { randomUUID } from "node:crypto";
import type { ActiveFault, Fault } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/** Each call is compared with all of them. */
const mostFaults = 100;

/** Active faults on the endpoint, each with the number of calls it has hit. */
export interface FaultRegistry {
  list(): ActiveFault[];
  /** Adds faults and returns them with their IDs. @throws UserMistake if there would be too many */
  add(faults: Fault[]): ActiveFault[];
  /** Replaces all faults. */
  replace(faults: Fault[]): ActiveFault[];
  /**
   * Removes the named faults, or all. Calls that hang because of a removed fault end (their sockets are
   * closed).
   */
  remove(ids?: string[]): void;
}

/** The parts of a call to which a fault can be limited. */
export interface FaultableCall {
  service: string;
  operation: string;
  /** Undefined for a call that does not come from an instance. */
  caller: { instanceId: string; availabilityZone: string } | undefined;
}

/** What the active faults together do to one call. */
export interface FaultEffect {
  delayMs: number;
  /** Never answer. `released` settles when the last such fault is removed. */
  hang: { released: Promise<void> } | undefined;
  error: { statusCode: number; code: string } | undefined;
}

/** The registry with what the endpoint needs. */
export interface ApplicableFaults extends FaultRegistry {
  /** Draws the probability of every matching fault and counts those that hit; undefined if none did. */
  effectOn(call: FaultableCall): FaultEffect | undefined;
}

interface Entry {
  fault: Fault & { id: string; error?: { code: string; statusCode: number } | undefined };
  effectCount: number;
  removed: Promise<void>;
  markRemoved: () => void;
}

/**
 * Faults in the order of their creation. Latencies add up, the first error wins, one hang is enough.
 *
 * @param random 0 (inclusive) to 1 (exclusive), for probability and jitter
 */
export function createFaultRegistry(random: () => number = Math.random): ApplicableFaults {
  let entries: Entry[] = [];

  function add(faults: Fault[]): ActiveFault[] {
    const added = faults.map(newEntry);
    const ids = new Set(added.map(({ fault }) => fault.id));
    const kept = entries.filter(({ fault }) => !ids.has(fault.id));
    if (kept.length + added.length > mostFaults) {
      throw new UserMistake(
        `There would be ${kept.length + added.length} faults. The limit is ${mostFaults}, because the lab compares every call with all of them.`,
        "Clear the faults that you no longer need.",
      );
    }
    removeWhere(({ fault }) => ids.has(fault.id));
    entries.push(...added);
    return added.map(activeFault);
  }

  function removeWhere(matches: (entry: Entry) => boolean): void {
    const gone = entries.filter(matches);
    entries = entries.filter((entry) => !matches(entry));
    for (const entry of gone) {
      entry.markRemoved();
    }
  }

  return {
    list: () => entries.map(activeFault),
    add,
    replace(faults) {
      const before = entries;
      entries = [];
      try {
        const added = add(faults);
        for (const entry of before) {
          entry.markRemoved();
        }
        return added;
      } catch (error) {
        entries = before;
        throw error;
      }
    },
    remove(ids) {
      removeWhere(({ fault }) => ids === undefined || ids.includes(fault.id));
    },
    effectOn(call) {
      const hits = entries.filter(({ fault }) => isAimedAt(fault, call) && random() < fault.probability);
      if (hits.length === 0) {
        return undefined;
      }
      for (const hit of hits) {
        hit.effectCount += 1;
      }
      const hanging = hits.filter(({ fault }) => fault.hang);
      return {
        delayMs: hits.reduce((sum, { fault }) => sum + delayOf(fault, random), 0),
        hang:
          hanging.length > 0
            ? { released: Promise.all(hanging.map(({ removed }) => removed)).then(() => undefined) }
            : undefined,
        error: hits.find(({ fault }) => fault.error)?.fault.error,
      };
    },
  };
}

function newEntry(fault: Fault): Entry {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    fault: {
      ...fault,
      id: fault.id ?? randomUUID(),
      error: fault.error && { ...fault.error, statusCode: statusCodeOf(fault.error) },
    },
    effectCount: 0,
    removed: promise,
    markRemoved: resolve,
  };
}

/**
 * AWS answers with 5xx if the fault is its own, and the SDKs retry by it: 500 for InternalServerError (DynamoDB, SSM)
 * and InternalFailure, 503 for ServiceUnavailable (the services' lists of common errors).
 */
function statusCodeOf({ code, statusCode }: NonNullable<Fault["error"]>): number {
  if (statusCode !== undefined) {
    return statusCode;
  }
  if (code.startsWith("ServiceUnavailable")) {
    return 503;
  }
  return code.startsWith("Internal") ? 500 : 400;
}

function activeFault({ fault, effectCount }: Entry): ActiveFault {
  return { ...fault, effectCount };
}

function isAimedAt({ service, operation, target }: Fault, call: FaultableCall): boolean {
  if (service !== undefined && service !== call.service) {
    return false;
  }
  if (operation !== undefined && operation !== call.operation) {
    return false;
  }
  if (target?.instance !== undefined && target.instance !== call.caller?.instanceId) {
    return false;
  }
  return target?.availabilityZone === undefined || target.availabilityZone === call.caller?.availabilityZone;
}

/** Jitter is spread evenly around the latency, but never below zero. */
function delayOf({ latencyMs = 0, latencyJitterMs = 0 }: Fault, random: () => number): number {
  return Math.max(0, latencyMs + (random() * 2 - 1) * latencyJitterMs);
}
