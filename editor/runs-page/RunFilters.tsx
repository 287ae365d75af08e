// The filters of the run list: which flow, how the run stands, when it was, where it acted, what started it.
import { useFlows } from '../home/use-home.ts';
import { isPeriod, periodFilters, type RunFilter, statusFilters, triggerFilters } from './run-filter.ts';

interface RunFiltersProps {
  readonly filter: RunFilter;
  readonly onChange: (next: Partial<RunFilter>) => void;
}

export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const { data } = useFlows();
  const flows = (data?.items ?? []).map(({ id, name }) => ({ key: id, label: name }));
  const known = filter.flow === '' || flows.some(({ key }) => key === filter.flow);
  return (
    <>
      <Choice
        label="Flow"
        all="All flows"
        value={filter.flow}
        options={known ? flows : [{ key: filter.flow, label: data ? 'A deleted flow' : '…' }, ...flows]}
        onChange={(flow) => onChange({ flow })}
      />
      <Choice
        label="Started"
        all="However started"
        value={filter.trigger}
        options={triggerFilters}
        onChange={(trigger) => onChange({ trigger })}
      />
      <Choice
        label="When"
        all="At any time"
        value={filter.period}
        options={periodFilters}
        onChange={(period) => onChange({ period: isPeriod(period) ? period : '' })}
      />
      <Choice
        label="Where"
        all="Real and practice"
        value={filter.world}
        options={[
          { key: 'real', label: 'Real only' },
          { key: 'practice', label: 'Practice only' },
        ]}
        onChange={(world) => onChange({ world: world === 'real' || world === 'practice' ? world : '' })}
      />
      <fieldset className="runs-statuses" aria-label="Which runs">
        {statusFilters.map(({ key, label }) => (
          <button
            key={key}
            type="button"
            className="runs-status"
            aria-pressed={key === filter.status}
            onClick={() => onChange({ status: key })}
            data-testid={`runs-${key}`}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {filter.error === '' ? null : (
        <button type="button" className="runs-status" aria-pressed onClick={() => onChange({ error: '' })} title="Show other errors too">
          Error {filter.error} ×
        </button>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly { readonly key: string; readonly label: string }[];
  readonly onChange: (key: string) => void;
}

const Choice = ({ label, all, value, options, onChange }: ChoiceProps) => (
  <select className="field-input runs-flow" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
    <option value="">{all}</option>
    {options.map((option) => (
      <option key={option.key} value={option.key}>
        {option.label}
      </option>
    ))}
  </select>
);
