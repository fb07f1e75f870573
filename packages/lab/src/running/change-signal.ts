/** Tells listeners that something about the lab changed, at most once per turn of the event loop. */
export interface ChangeSignal {
  notify(): void;
  /** Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

export function createChangeSignal(): ChangeSignal {
  const listeners = new Set<() => void>();
  let pending = false;
  return {
    notify() {
      if (pending) {
        return;
      }
      pending = true;
      setImmediate(() => {
        pending = false;
        for (const listener of listeners) {
          listener();
        }
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
