// The help of the command line keeps an option apart from what it says, however long the option is.
import { expect, test } from 'vitest';
import { usage, usageOf, usages } from './usage.ts';

test('every option stands apart from its words', () => {
  for (const [name, command] of Object.entries(usages))
    for (const [option, says] of 'options' in command ? command.options : [])
      for (const text of [usage, usageOf(name as keyof typeof usages)]) {
        const line = text.split('\n').find((each) => each.trimStart().startsWith(option) && each.endsWith(says));
        expect(line).toMatch(/\S {2,}\S/);
        expect(line?.slice(0, -says.length)).toMatch(/ {2}$/);
      }
});
