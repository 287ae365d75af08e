// All templates as cards, in groups, with a search over title, summary and group.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { CategoryChips } from './CategoryChips.tsx';
import { chips, fitting, readCategory } from './gallery-filter.ts';
import { TemplateCard } from './TemplateCard.tsx';
import { TemplateMenu } from './TemplateMenu.tsx';
import { useTemplates } from './use-templates.ts';

export function Gallery() {
  const { data, error, refetch } = useTemplates();
  const [search, setSearch] = useState('');
  const category = readCategory(useSearch());
  const [, go] = useLocation();
  const choose = (wanted: string) => go(wanted === '' ? '/templates' : `/templates?category=${wanted}`, { replace: true });
  if (error)
    return (
      <ErrorCard
        title="The templates could not be read"
        failure={{ message: error.message }}
        actions={<Button onClick={() => refetch()}>Try again</Button>}
      />
    );
  if (!data) return <Skeleton label="Reading the templates" lines={4} />;
  const found = fitting(data, { category, q: search });
  const showAll = () => {
    setSearch('');
    choose('');
  };
  return (
    <>
      <SearchBox label="Search templates" value={search} onChange={setSearch} says={`${found.length} of ${data.length}`} />
      <CategoryChips chips={chips(data, search)} chosen={category} onChoose={choose} />
      {found.length === 0 ? (
        <EmptyState icon="search" title="No template fits" actions={<Button onClick={showAll}>Show all</Button>}>
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
