// All templates as cards, with a search over title and summary.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TemplateCard } from './TemplateCard.tsx';
import { TemplateMenu } from './TemplateMenu.tsx';
import { useTemplates } from './use-templates.ts';

export function Gallery() {
  const { data, error, refetch } = useTemplates();
  const [search, setSearch] = useState('');
  if (error)
    return (
      <ErrorCard
        title="The templates could not be read"
        failure={{ message: error.message }}
        actions={<Button onClick={() => refetch()}>Try again</Button>}
      />
    );
  if (!data) return <Skeleton label="Reading the templates" lines={4} />;
  const words = search.trim().toLowerCase().split(/\s+/);
  const found = data.filter(({ title, summary, name }) => {
    const text = `${title} ${summary} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <SearchBox label="Search templates" value={search} onChange={setSearch} says={`${found.length} of ${data.length}`} />
      {found.length === 0 ? (
        <EmptyState icon="search" title="No template fits" actions={<Button onClick={() => setSearch('')}>Show all</Button>}>
          Save any flow as a template from the editor; it then appears here.
        </EmptyState>
      ) : (
        <>
          <h2 className="visually-hidden">All templates</h2>
          <ul className="template-cards">
            {found.map((template) => (
              <TemplateCard key={template.id} template={template} menu={<TemplateMenu template={template} />} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
