// The settings of a note or of a frame: its words, its colour, and for a frame what it holds and whether it is folded into one card.
import { Button } from '@fluentui/react-components';
import { useId } from 'react';
import { useNodeTypes } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { goTo } from '../commands/go.ts';
import { nodeOf, setFrame, setNote } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { type FlowFrame, heldBy, isFolded } from '../frames/folding.ts';
import { toggleFold } from '../frames/toggle-fold.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { type Tint, tintOf, tints, tintWords } from '../ui/tints.ts';
import '../ui/tints.css';
import './BoxPanel.css';

export function BoxPanel({ id }: { readonly id: string }) {
  const note = useDocument(({ flow }) => flow.notes.find((each) => each.id === id));
  const frame = useDocument(({ flow }) => flow.frames.find((each) => each.id === id));
  return note ? <NoteSettings id={id} text={note.text} colour={note.colour} /> : frame ? <FrameSettings frame={frame} /> : null;
}

function NoteSettings({ id, text, colour }: { readonly id: string; readonly text: string; readonly colour: string | undefined }) {
  const { edit, readOnly } = useDocument();
  const field = useId();
  return (
    <>
      <Head title="Note" says="Stands behind the steps and does nothing" icon="note" />
      <div className="inspector-body">
        <div className="field">
          <label className="field-label" htmlFor={field}>
            Text
          </label>
          <textarea
            id={field}
            className="field-input"
            rows={10}
            value={text}
            disabled={readOnly}
            data-testid="note-text"
            onChange={(event) => edit('Write note', (flow) => setNote(flow, id, { text: event.target.value }), { merge: `note:${id}` })}
          />
          <p className="field-about">Markdown: # heading, - list, - [ ] task, **bold**, *italic*, `code`, [link](https://…).</p>
        </div>
        <Colours
          value={tintOf(colour, 'yellow')}
          disabled={readOnly}
          onChange={(tint) => edit('Colour note', (flow) => setNote(flow, id, { colour: tint }))}
        />
      </div>
    </>
  );
}

function FrameSettings({ frame }: { readonly frame: FlowFrame }) {
  const { flow, edit, readOnly } = useDocument();
  const types = useNodeTypes();
  const field = useId();
  const held = heldBy(flow, types.of, frame).flatMap((id) => nodeOf(flow, id) ?? []);
  return (
    <>
      <Head title={frame.title ?? 'Frame'} says={`Frame around ${count(held.length, 'step')}`} icon="group" />
      <div className="inspector-body">
        <div className="field">
          <label className="field-label" htmlFor={field}>
            Title
          </label>
          <input
            id={field}
            className="field-input"
            value={frame.title ?? ''}
            maxLength={200}
            disabled={readOnly}
            onChange={(event) =>
              edit('Name frame', (now) => setFrame(now, frame.id, { title: event.target.value }), { merge: `frame:${frame.id}` })
            }
          />
        </div>
        <Colours
          value={tintOf(frame.colour, 'blue')}
          disabled={readOnly}
          onChange={(tint) => edit('Colour frame', (now) => setFrame(now, frame.id, { colour: tint }))}
        />
        <div className="field">
          <Button className="box-fold" onClick={() => toggleFold(frame.id)}>
            {isFolded(frame) ? 'Open the frame' : 'Fold into one card'}
          </Button>
          <p className="field-about">Folded, the frame is one card that says how its steps stand together. They run just the same.</p>
        </div>
        <div className="field">
          <span className="field-label">What it holds</span>
          {held.length === 0 ? <p className="field-about">Nothing yet. Drag steps into it.</p> : null}
          <ul className="box-held">
            {held.map((node) => {
              const type = types.of(node.type, node.version);
              return (
                <li key={node.id}>
                  <button type="button" onClick={() => goTo(node.id)}>
                    <IconTile icon={type?.icon ?? 'alert'} group={type?.group ?? 'logic'} size={24} />
                    <span>{titleOf(node, type)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    </>
  );
}

function Head({ title, says, icon }: { readonly title: string; readonly says: string; readonly icon: string }) {
  return (
    <header className="inspector-head">
      <IconTile icon={icon} group="logic" size={36} />
      <div className="inspector-names">
        <h2 className="inspector-title box-head">{title}</h2>
        <p className="inspector-sub">{says}</p>
      </div>
    </header>
  );
}

interface ColoursProps {
  readonly value: Tint;
  readonly disabled: boolean;
  readonly onChange: (tint: Tint) => void;
}

function Colours({ value, disabled, onChange }: ColoursProps) {
  const name = useId();
  return (
    <fieldset className="field box-colours" disabled={disabled}>
      <legend className="field-label">Colour</legend>
      <div>
        {tints.map((tint) => (
          <label key={tint} className={`box-colour tint-${tint}`} title={tintWords[tint]}>
            <input type="radio" name={name} value={tint} checked={tint === value} onChange={() => onChange(tint)} />
            {tint === value ? <Icon name="check" size={14} /> : null}
            <span className="visually-hidden">{tintWords[tint]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
