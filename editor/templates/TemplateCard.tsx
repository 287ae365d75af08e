// A template in the gallery: its drawing, its title, what it does in a sentence.
import { Link } from 'wouter';
import { categoryTitle } from '../../nodes/kit/template-categories.ts';
import type { TemplateSummary } from '../../nodes/kit/wire/templates.ts';
import { useNodeTypes } from '../api.ts';
import { count } from '../ui/format.ts';
import { Pill } from '../ui/StatusPill.tsx';
import { FlowPreview } from './FlowPreview.tsx';
import { useSeen } from './use-seen.ts';
import { useTemplate } from './use-templates.ts';
import './TemplateCard.css';

interface TemplateCardProps {
  readonly template: TemplateSummary;
  /** Buttons of an own template. */
  readonly menu?: React.ReactNode;
}

export function TemplateCard({ template, menu }: TemplateCardProps) {
  const { id, name, title, summary, category, shipped, steps } = template;
  const group = categoryTitle(category ?? undefined);
  const [card, seen] = useSeen<HTMLLIElement>();
  const { data } = useTemplate(seen ? id : null);
  const types = useNodeTypes();
  const says = `Drawing of the flow: ${steps.map((type) => types.of(type)?.title ?? type).join(', ')}`;
  return (
    <li ref={card} className="template-card" data-testid={`template-${name}`}>
      <div className="template-card-drawing">
        {data ? <FlowPreview flow={data.document.flow as { readonly [key: string]: unknown }} label={says} /> : null}
      </div>
      <div className="template-card-words">
        <h3>
          <Link href={`/templates/${encodeURIComponent(id)}`} className="template-card-link">
            {title}
          </Link>
        </h3>
        <p className="template-card-summary">{summary}</p>
        <div className="template-card-foot">
          <span>
            {group ? `${group} · ` : ''}
            {count(steps.length, 'step')}
          </span>
          {shipped ? null : <Pill tone="outline">Yours</Pill>}
          {menu ? <span className="template-card-menu">{menu}</span> : null}
        </div>
      </div>
    </li>
  );
}
