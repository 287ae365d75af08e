import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlowFile } from './flow-file.ts';
import { placesIn } from './json-places.ts';

const problemsOf = (text: string) => {
  const read = readFlowFile(text);
  return 'problems' in read ? read.problems : [];
};

const flow = `{
  "format": 1,
  "name": "Nightly",
  "nodes": [
    { "id": "byHand", "type": "core.manual", "position": { "x": 0, "y": 0 } },
    {
      "id": "wait",
      "type": "core.delay",
      "position": { "x": 240, "y": "low" }
    }
  ]
}
`;

describe('a flow file', () => {
  test('is read when it is right, also with the mark of an encoding', () => {
    const fine = flow.replace('"low"', '0');
    expect(readFlowFile(fine)).toMatchObject({ flow: { name: 'Nightly' } });
    expect(readFlowFile(`\uFEFF${fine}`)).toMatchObject({ flow: { name: 'Nightly' } });
  });

  test('says line and column of a wrong value', () => {
    expect(problemsOf(flow)).toMatchObject([{ line: 9, column: 31, path: '/nodes/1/position/y' }]);
  });

  test('of what is missing it says where it should stand', () => {
    expect(problemsOf(flow.replace('"low"', '0').replace('      "type": "core.delay",\n', ''))).toMatchObject([
      { line: 6, path: '/nodes/1/type' },
    ]);
    expect(problemsOf(flow.replace('  "name": "Nightly",\n', '').replace('"low"', '0'))).toMatchObject([{ line: 1, path: '/name' }]);
  });

  test.each([
    ['a missing comma', flow.replace('"Nightly",', '"Nightly"'), 4],
    ['a comma too many', flow.replace('"y": "low" }\n    }\n  ]', '"y": 1 }\n    },\n  ]'), 11],
    ['a file cut off', flow.slice(0, 90), 5],
    ['a comment', flow.replace('  "name"', '  // the name\n  "name"'), 3],
    ['single quotes', flow.replace('"format"', "'format'"), 2],
  ])('%s: names the line', (_, text, line) => {
    expect(problemsOf(text)).toMatchObject([{ line, message: expect.stringContaining('not JSON') }]);
  });

  test('a merge conflict is called by its name', () => {
    const text = flow.replace('  "name": "Nightly",\n', '<<<<<<< HEAD\n  "name": "A",\n=======\n  "name": "B",\n>>>>>>> other\n');
    expect(problemsOf(text)).toEqual([{ line: 3, column: 1, path: '', message: 'A merge conflict of git is not resolved here' }]);
  });

  test('an empty file, and one of a newer Vaultflow, say so', () => {
    expect(problemsOf(' \n')).toMatchObject([{ message: 'The file is empty' }]);
    expect(problemsOf('{ "format": 99, "name": "x" }')).toMatchObject([{ line: 1, column: 3, message: expect.stringContaining('newer') }]);
    expect(problemsOf('[]')).toMatchObject([{ line: 1, column: 1 }]);
  });
});

test('a text is JSON here exactly when it is JSON for JSON.parse', () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"\\n"', '"\\x"', '1', '-0.5e3', '01', 'true', 'nul', ' ', '\n', "'");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(placesIn(pieces.join('')).broken === null).toBe(isJson(pieces.join('')));
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
      expect(placesIn(JSON.stringify(value, null, indent)).broken).toBeNull();
    }),
  );
});
