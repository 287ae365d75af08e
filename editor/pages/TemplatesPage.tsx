// The gallery of templates, and one template with its form.
import { Button } from '@fluentui/react-components';
import { useLocation, useParams } from 'wouter';
import { useStart } from '../home/use-start.ts';
import { Gallery } from '../templates/Gallery.tsx';
import { TemplateMenu } from '../templates/TemplateMenu.tsx';
import { TemplateView } from '../templates/TemplateView.tsx';
import { useTemplate } from '../templates/use-templates.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { PageFrame } from './frame/PageFrame.tsx';

export function TemplatesPage() {
  const { id } = useParams<{ readonly id?: string }>();
  return id === undefined ? <AllTemplates /> : <OneTemplate id={id} />;
}

function AllTemplates() {
  const { importFiles, busy } = useStart();
  return (
    <PageFrame
      name="Templates"
      title="Templates"
      sub="Flows that are ready but for a few answers. Every shipped one runs on the practice subscription."
      actions={
        <Button disabled={busy} onClick={importFiles} data-testid="import-template">
          {busy ? 'Importing …' : 'Import a file'}
        </Button>
      }
    >
      <Gallery />
    </PageFrame>
  );
}

function OneTemplate({ id }: { readonly id: string }) {
  const { data, error, refetch } = useTemplate(id);
  const [, go] = useLocation();
  if (error)
    return (
      <EmptyState
        page
        icon="template"
        title="This template cannot be shown"
        actions={
          <>
            <Button onClick={() => refetch()}>Try again</Button>
            <Button onClick={() => go('/templates')}>All templates</Button>
          </>
        }
      >
        {error.message}
      </EmptyState>
    );
  if (!data) return <Skeleton label="Reading the template" lines={4} />;
  return (
    <PageFrame
      name={data.title}
      title={data.title}
      sub={
        <>
          <span>{data.summary}</span>
          {data.shipped ? null : <Pill tone="outline">Yours</Pill>}
        </>
      }
      actions={
        <>
          <Button onClick={() => go('/templates')}>All templates</Button>
          <TemplateMenu template={data} />
        </>
      }
    >
      <TemplateView template={data} />
    </PageFrame>
  );
}
