// What came of a test: each difference with the two values side by side, then every step and where its answer came from.
import { Button } from '@fluentui/react-components';
import type { Json } from '../../nodes/kit/json.ts';
import type { StepStatus } from '../../nodes/kit/status.ts';
import type { Difference, TestResult } from '../../nodes/kit/testing/test-case.ts';
import { nodeTypesNow } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { textOfJson } from '../inspector/schema.ts';
import { count, duration } from '../ui/format.ts';
import { StatusPill } from '../ui/StatusPill.tsx';
import { placeOf } from './words.ts';

interface TestDetailsProps {
  readonly result: TestResult;
  /** Null: nothing can be accepted. */
  readonly onAccept: (() => void) | null;
}

export function TestDetails({ result, onAccept }: TestDetailsProps) {
  const { differences, steps, sends, insideMs, ms } = result;
  return (
    <div className="test-details">
      {differences.length > 0 ? (
        <>
          <ul className="test-differences" aria-label="What differs">
            {differences.map((difference, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is of one result and never changes
              <DifferenceLine key={index} difference={difference} />
            ))}
          </ul>
          {onAccept && differences.some(({ what }) => what !== 'that') ? (
            <p className="test-accept">
              <Button size="small" onClick={onAccept} data-testid="accept-result">
                Accept what came
              </Button>
              From now on the test expects the values on the right.
            </p>
          ) : null}
        </>
      ) : null}
      <ul className="test-steps" aria-label="Steps">
        {steps.map(({ key, nodeId, status, port, answered, error }) => (
          <li key={key}>
            <StatusPill status={status as StepStatus} size="small" />
            <span className="test-step-name">{nameOf(nodeId, key)}</span>
            <span className="test-step-says" title={error?.message}>
              {error ? error.message : answered ? 'answered by the test' : port !== null && port !== 'done' ? `went on at “${port}”` : ''}
            </span>
          </li>
        ))}
      </ul>
      {sends.length > 0 ? (
        <p className="test-sends">
          Would have sent {count(sends.length, 'message')}: {sends.map(({ to, subject }) => `${subject} (${to})`).join(', ')}
        </p>
      ) : null}
      {insideMs > ms + 60_000 ? <p className="test-sends">Inside the test {duration(insideMs)} went by; waiting was skipped.</p> : null}
    </div>
  );
}

function DifferenceLine({ difference }: { readonly difference: Difference }) {
  const { step, what, expected, got, says } = difference;
  const sentence = what === 'that' || what === 'stuck';
  return (
    <li>
      <span className="test-where">
        <strong>{step === null ? 'The run' : nameOf(step.replace(/\[.*$/, ''), step)}</strong> {placeOf(difference)}
      </span>{' '}
      {sentence ? (
        <span className="test-says">
          {what === 'that' ? (
            <>
              <code>{says}</code> is {textOfJson(got as Json)}, not true
            </>
          ) : (
            says
          )}
        </span>
      ) : (
        <span className="test-values">
          <span className="test-expected">
            <span className="test-label">expected</span>
            <code>{textOfJson(expected as Json)}</code>
          </span>
          <span className="test-got">
            <span className="test-label">got</span>
            <code>{got === null && expected !== null ? 'nothing' : textOfJson(got as Json)}</code>
          </span>
          {says ? <span className="test-says">{says}</span> : null}
        </span>
      )}
    </li>
  );
}

function nameOf(nodeId: string, key: string): string {
  const node = nodeOf(useDocument.getState().flow, nodeId);
  const title = node ? titleOf(node, nodeTypesNow().of(node.type, node.version)) : nodeId;
  const path = key.slice(nodeId.length).replace(/\[(\d+)\]/g, (_, index: string) => ` · item ${Number(index) + 1}`);
  return title + path;
}
