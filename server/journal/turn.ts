// Group commit without a disk: what is asked for in one turn of the event loop is done together, in order, in the next one.
// Gives the in-memory journal the same moments as the real one: an answer never comes in the turn of its question.
export interface Turn {
  enqueue<T>(work: () => T): Promise<T>;
  finish(): void;
}

export function turn(committed: () => void, closedError: () => Error): Turn {
  let waiting: (() => void)[] = [];
  let closed = false;

  function flush() {
    const jobs = waiting;
    waiting = [];
    for (const job of jobs) job();
    if (jobs.length > 0) committed();
  }

  return {
    enqueue<T>(work: () => T): Promise<T> {
      if (closed) return Promise.reject(closedError());
      if (waiting.length === 0) setImmediate(flush);
      return new Promise<T>((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
      });
    },
    finish() {
      closed = true;
      flush();
    },
  };
}
