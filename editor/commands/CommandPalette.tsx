// Ctrl+K: every command with its key, every step of this flow, every other flow. One list, typed into.
import { useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { useLocation } from 'wouter';
import { call, keys as queryKeys, useNodeTypes } from '../api.ts';
import { lineOf, titleOf as stepTitle } from '../canvas/card-size.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { commands } from './all.ts';
import { titleOf } from './command.ts';
import { goTo } from './go.ts';
import { written } from './keys.ts';
import { isPossible } from './run.ts';
import './CommandPalette.css';

const close = () => useSession.getState().set({ overlay: null });

export default function CommandPalette() {
  const { nodes } = useDocument((state) => state.flow);
  const flowId = useDocument((state) => state.flowId);
  const types = useNodeTypes();
  const [, navigate] = useLocation();
  const { data: flows } = useQuery({
    queryKey: queryKeys.flows(),
    queryFn: async () => (await call('listFlows', { query: { limit: 200 } })).items,
  });
  const pick = (run: () => void | Promise<void>) => () => {
    close();
    // After the dialog has given the focus back, so that a command may move it.
    requestAnimationFrame(() => void run());
  };
  const possible = commands.filter((command) => command.id !== 'commands' && !command.id.startsWith('go-') && isPossible(command));
  return (
    <Cmdk.Dialog
      open
      onOpenChange={(open) => !open && close()}
      label="All commands"
      className="commands"
      overlayClassName="commands-shade"
      loop
    >
      <Cmdk.Input className="commands-field" placeholder="Type a command, a step or a flow" />
      <Cmdk.List className="commands-list">
        <Cmdk.Empty className="commands-none">Nothing answers that.</Cmdk.Empty>
        <Cmdk.Group heading="Commands">
          {possible.map((command) => (
            <Cmdk.Item
              key={command.id}
              value={`command ${command.id}`}
              keywords={[titleOf(command), ...(command.keywords ?? [])]}
              onSelect={pick(command.run)}
              className="commands-item"
            >
              {command.icon ? <Icon name={command.icon} size={16} /> : <span className="command-no-icon" />}
              <span className="commands-title">{titleOf(command)}</span>
              {command.keys?.[0] ? <kbd>{written(command.keys[0])}</kbd> : null}
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
        {nodes.length > 0 ? (
          <Cmdk.Group heading="Steps of this flow">
            {nodes.slice(0, 500).map((node) => {
              const type = types.of(node.type, node.version);
              return (
                <Cmdk.Item
                  key={node.id}
                  value={`step ${node.id}`}
                  keywords={[node.id, stepTitle(node, type), lineOf(node, type), JSON.stringify(node.params).slice(0, 500)]}
                  onSelect={pick(() => goTo(node.id))}
                  className="commands-item"
                >
                  <IconTile icon={type?.icon ?? 'alert'} group={type?.group ?? 'logic'} size={24} />
                  <span className="commands-title">{stepTitle(node, type)}</span>
                  <code>{node.id}</code>
                </Cmdk.Item>
              );
            })}
          </Cmdk.Group>
        ) : null}
        {flows && flows.length > 1 ? (
          <Cmdk.Group heading="Other flows">
            {flows
              .filter(({ id }) => id !== flowId)
              .map((flow) => (
                <Cmdk.Item
                  key={flow.id}
                  value={`flow ${flow.id}`}
                  keywords={[flow.name]}
                  onSelect={pick(() => navigate(`/flows/${flow.id}`))}
                  className="commands-item"
                >
                  <Icon name="flow" size={16} />
                  <span className="commands-title">{flow.name}</span>
                </Cmdk.Item>
              ))}
          </Cmdk.Group>
        ) : null}
      </Cmdk.List>
    </Cmdk.Dialog>
  );
}
