/** At most one call per `interval` for each subject, the last one never lost. */
export interface ProgressGate<T> {
  offer(subject: string, value: T): void;
  close(): void;
}

export function createProgressGate<T>(emit: (value: T) => void, interval: number): ProgressGate<T> {
  const gates = new Map<string, { timer: NodeJS.Timeout; pending?: T }>();
  const open = (subject: string): void => {
    const gate = gates.get(subject);
    if (gate?.pending === undefined) {
      gates.delete(subject);
      return;
    }
    const value = gate.pending;
    gates.set(subject, { timer: setTimeout(open, interval, subject) });
    emit(value);
  };
  return {
    offer(subject, value) {
      const gate = gates.get(subject);
      if (gate) {
        gate.pending = value;
        return;
      }
      gates.set(subject, { timer: setTimeout(open, interval, subject) });
      emit(value);
    },
    close() {
      for (const { timer } of gates.values()) {
        clearTimeout(timer);
      }
      gates.clear();
    }
  };
}
