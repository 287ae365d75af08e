// A report on many things: what went wrong first, each with its places. It can be copied for whoever mends the files.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useLocation } from 'wouter';
import { CopyButton } from './CopyButton.tsx';
import { type Report, type ReportEntry, showReport } from './report.ts';
import { Pill } from './StatusPill.tsx';
import './ReportDialog.css';

const look = {
  bad: { word: 'Not done', tone: 'red', icon: 'cross' },
  mend: { word: 'Needs mending', tone: 'amber', icon: 'warning' },
  good: { word: 'Done', tone: 'green', icon: 'check' },
} as const;
const order = ['bad', 'mend', 'good'] as const;

export default function ReportDialog({ report }: { readonly report: Report }) {
  const close = () => showReport(null);
  const entries = report.entries.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface style={{ maxWidth: 720 }} data-testid="report">
        <DialogBody>
          <DialogTitle>{report.title}</DialogTitle>
          <DialogContent>
            {report.intro ? <p className="report-intro">{report.intro}</p> : null}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by the keyboard too */}
            <ul className="report-list" tabIndex={0} aria-label={report.title}>
              {entries.map((entry, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
                <Entry key={index} entry={entry} close={close} />
              ))}
            </ul>
          </DialogContent>
          <DialogActions>
            <CopyButton text={asText(entries)} what="the report" word="Copy the report" />
            <Button appearance="primary" onClick={close} data-testid="report-close">
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Entry({ entry: { name, tone, says, to }, close }: { readonly entry: ReportEntry; readonly close: () => void }) {
  const [, go] = useLocation();
  const { word, tone: colour, icon } = look[tone];
  return (
    <li className="report-entry" data-testid={`report-${tone}`}>
      <div className="report-head">
        <span className="report-name">{name}</span>
        <Pill tone={colour} icon={icon} size="small">
          {word}
        </Pill>
        {to ? (
          <Button
            size="small"
            onClick={() => {
              close();
              go(to);
            }}
            aria-label={`Open “${name}”`}
          >
            Open
          </Button>
        ) : null}
      </div>
      {says.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
        <p key={index} className="report-line">
          {line}
        </p>
      ))}
    </li>
  );
}

const asText = (entries: readonly ReportEntry[]): string =>
  entries.flatMap(({ name, tone, says }) => [`${name}: ${look[tone].word}`, ...says.map((line) => `  ${line}`)]).join('\n');
