// Picks the control of a field by its widget. Controls that few forms need are loaded when one does.
import { lazy, Suspense } from 'react';
import { ChoicesField } from './fields/ChoicesField.tsx';
import { CodeField } from './fields/CodeField.tsx';
import { ConditionsField } from './fields/ConditionsField.tsx';
import { DateField } from './fields/DateField.tsx';
import { DurationField } from './fields/DurationField.tsx';
import { FlowField } from './fields/FlowField.tsx';
import { KeyValueField } from './fields/KeyValueField.tsx';
import { ListField } from './fields/ListField.tsx';
import { ManyField } from './fields/ManyField.tsx';
import { NumberField } from './fields/NumberField.tsx';
import { RowsField } from './fields/RowsField.tsx';
import { SecretField } from './fields/SecretField.tsx';
import { SecretHandleField } from './fields/SecretHandleField.tsx';
import { SelectField } from './fields/SelectField.tsx';
import { SwitchField } from './fields/SwitchField.tsx';
import { TextField } from './fields/TextField.tsx';
import { TimeZoneField } from './fields/TimeZoneField.tsx';
import type { WidgetProps } from './form-context.ts';
import { type FieldSpec, widgetOf } from './schema.ts';

const CronField = lazy(() => import('./fields/CronField.tsx'));
const PolicyField = lazy(() => import('./fields/policy/PolicyField.tsx'));
const OperationField = lazy(() => import('./fields/OperationField.tsx'));
const SchemaField = lazy(() => import('./fields/SchemaField.tsx'));

export function FieldControl({ field, ...props }: WidgetProps & { readonly field: FieldSpec }) {
  switch (widgetOf(field)) {
    case 'multiline':
      return <TextField {...props} field={field} multiline />;
    case 'code':
      return <CodeField {...props} field={field} />;
    case 'number':
      return <NumberField {...props} field={field} />;
    case 'switch':
      return <SwitchField {...props} field={field} />;
    case 'select':
      return <SelectField {...props} field={field} />;
    case 'many':
      return <ManyField {...props} field={field} />;
    case 'choices':
      return <ChoicesField {...props} field={field} />;
    case 'list':
      return <ListField {...props} field={field} />;
    case 'conditions':
      return <ConditionsField {...props} field={field} />;
    case 'cases':
    case 'columns':
      return <RowsField {...props} field={field} />;
    case 'key-value':
      return <KeyValueField {...props} field={field} />;
    case 'date':
      return <DateField {...props} field={field} />;
    case 'duration':
      return <DurationField {...props} field={field} />;
    case 'time-zone':
      return <TimeZoneField {...props} field={field} />;
    case 'flow':
      return <FlowField {...props} field={field} />;
    case 'secret':
      return <SecretField {...props} field={field} />;
    case 'secret-handle':
      return <SecretHandleField {...props} field={field} />;
    case 'cron':
      return (
        <Suspense fallback={<TextField {...props} field={field} />}>
          <CronField {...props} field={field} />
        </Suspense>
      );
    case 'policy':
      return (
        <Suspense fallback={null}>
          <PolicyField {...props} />
        </Suspense>
      );
    case 'operation':
      return (
        <Suspense fallback={null}>
          <OperationField {...props} field={field} />
        </Suspense>
      );
    case 'schema':
      return (
        <Suspense fallback={null}>
          <SchemaField {...props} />
        </Suspense>
      );
    default:
      return <TextField {...props} field={field} />;
  }
}
