import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { InboxMessage } from '../../nodes/kit/wire/system.ts';
import { MessageBody } from './MessageBody.tsx';

afterEach(cleanup);

const message = (body: InboxMessage['body']): InboxMessage => ({
  id: 'm1',
  at: '2026-11-22T05:00:00.000Z',
  runId: 'run_1',
  flowName: 'Nightly',
  kind: 'mail',
  to: 'ops@example.com',
  subject: '3 jobs failed',
  body,
});

test('HTML of a message runs in a frame that may do nothing and load nothing', () => {
  const html = '<img src="https://example.com/pixel"><script>parent.document.title = "owned"</script>';
  const { container } = render(<MessageBody message={message({ html })} />);
  const frame = container.querySelector('iframe');
  expect(frame?.getAttribute('sandbox')).toBe('');
  expect(frame?.getAttribute('src')).toBe('/api/practice/inbox/m1/page');
  expect(container.querySelector('script, img')).toBeNull();
  expect(document.title).not.toBe('owned');
});

test('text with markup in it stays text', () => {
  const { container } = render(<MessageBody message={message({ text: '<b>x</b> **3 jobs**' })} />);
  expect(container.querySelector('.message-text')?.textContent).toBe('<b>x</b> 3 jobs');
  expect(container.querySelector('.message-text strong')?.textContent).toBe('3 jobs');
});

test('it says that nothing was sent and leads to the run', () => {
  const { container } = render(<MessageBody message={message('Bye')} />);
  expect(container.textContent).toContain('not sent, made by “Nightly”');
  expect(container.querySelector('a')?.getAttribute('href')).toBe('/runs?run=run_1');
});
