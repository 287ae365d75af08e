// What goes wrong on purpose: the rules in force, one-click troubles, and a rule of one's own.
import { Button, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useState } from 'react';
import type { Practice } from '../../nodes/kit/wire/practice.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { OwnRule } from './OwnRule.tsx';
import { presetOf, presets, type Rule, ruleSays } from './presets.ts';
import { useFaults, useSettings } from './use-practice.ts';

export function FaultsPanel({ practice }: { readonly practice: Practice }) {
  const faults = useFaults();
  const settings = useSettings();
  const [own, setOwn] = useState(false);
  const rules = practice.faults;
  const add = (rule: Rule) => faults.mutate([...rules, rule]);
  return (
    <Panel
      title="What goes wrong"
      testId="practice-faults"
      beside={
        rules.length > 0 ? (
          <Pill tone="red" size="small">
            {rules.length} in force
          </Pill>
        ) : null
      }
      end={
        <PageMenu>
          <MenuTrigger disableButtonEnhancement>
            <Button icon={<Icon name="plus" size={16} />} data-testid="break-something">
              Break something
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {presets.map(({ key, title, says, rule }) => (
                <MenuItem key={key} subText={says} onClick={() => add(rule)} data-testid={`fault-${key}`}>
                  {title}
                </MenuItem>
              ))}
              <MenuItem
                subText="Which requests, and what they get instead of an answer."
                onClick={() => setOwn(true)}
                data-testid="fault-own"
              >
                A rule of your own …
              </MenuItem>
            </MenuList>
          </MenuPopover>
        </PageMenu>
      }
    >
      <div className="practice-body">
        {rules.length === 0 ? (
          <p className="practice-hint">
            Nothing: every request gets the answer that Azure would give. Break something to see how your flows bear it.
          </p>
        ) : (
          <ul className="practice-rules">
            {rules.map((rule, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two equal rules may stand in the list
              <li key={index}>
                <span className="practice-rule">
                  <b>{presetOf(rule)?.title ?? ruleSays(rule)}</b>
                  {presetOf(rule) ? <span>{ruleSays(rule)}</span> : null}
                </span>
                <Button
                  size="small"
                  disabled={faults.isPending}
                  onClick={() => faults.mutate(rules.filter((_, at) => at !== index))}
                  aria-label={`End: ${presetOf(rule)?.title ?? ruleSays(rule)}`}
                  data-testid="end-fault"
                >
                  End it
                </Button>
              </li>
            ))}
          </ul>
        )}
        <label className="practice-check">
          <input
            type="checkbox"
            checked={practice.quirks}
            onChange={(event) => settings.mutate({ quirks: event.target.checked })}
            data-testid="practice-quirks"
          />
          <span>
            Quirks of the real service
            <span className="practice-hint">
              Numbers instead of words, odd links, other spellings: where Azure departs from its own specification.
            </span>
          </span>
        </label>
        <label className="practice-check">
          <input
            type="checkbox"
            checked={practice.requestsPerHour !== null}
            onChange={(event) => settings.mutate({ requestsPerHour: event.target.checked ? 150 : null })}
            data-testid="practice-budget"
          />
          <span>
            Azure's limit of requests
            <span className="practice-hint">150 an hour for each kind of request, then 429 until the hour is over.</span>
          </span>
        </label>
      </div>
      {own ? (
        <OwnRule
          onClose={() => setOwn(false)}
          onAdd={(rule) => {
            add(rule);
            setOwn(false);
          }}
        />
      ) : null}
    </Panel>
  );
}
