// Finds the handler of a method and path. Segments compare decoded and case-insensitively, as Azure does; a literal segment
// wins over a parameter. A trailing slash is ignored.
import type { Handler } from './call.ts';

export interface Route {
  method: string;
  pattern: string;
  handler: Handler;
}

export const route = (method: string, pattern: string, handler: Handler): Route => ({ method, pattern, handler });

interface Compiled extends Route {
  segments: string[];
  literals: number;
}

export type Found = { handler: Handler; params: Record<string, string>; pattern: string };

function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}

const isParam = (segment: string) => segment.startsWith('{');

function paramsOf(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const given = segments[index] ?? '';
    if (isParam(wanted)) params[wanted.slice(1, -1)] = given;
    else if (wanted.toLowerCase() !== given.toLowerCase()) return null;
  }
  return params;
}

export function router(routes: Route[]): (method: string, path: string) => Found | 'wrong-method' | null {
  const table: Compiled[] = routes
    .map((entry) => ({ ...entry, segments: entry.pattern.split('/').filter(Boolean) }))
    .map((entry) => ({ ...entry, literals: entry.segments.filter((segment) => !isParam(segment)).length }))
    .sort((a, b) => b.literals - a.literals);
  return (method, path) => {
    const segments = segmentsOf(path);
    let otherMethod = false;
    for (const entry of table) {
      const params = paramsOf(entry.segments, segments);
      if (!params) continue;
      if (entry.method === method) return { handler: entry.handler, params, pattern: entry.pattern };
      otherMethod = true;
    }
    return otherMethod ? 'wrong-method' : null;
  };
}
