// At most so many at a time; the others wait in line. A thousand runs that start together must not open a thousand connections:
// most would time out before they are made.

export interface Gate {
  through<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(most: number): Gate {
  let inside = 0;
  const line: (() => void)[] = [];
  return {
    async through(work) {
      if (inside >= most) await new Promise<void>((next) => line.push(next));
      else inside += 1;
      try {
        return await work();
      } finally {
        // The place goes to the next in line, or is free.
        const next = line.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
}
