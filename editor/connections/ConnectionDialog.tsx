// Makes a connection or changes one. Without a kind it asks for that first. Stored secrets are shown as set and can be replaced,
// never read.
import { Dialog, DialogSurface } from '@fluentui/react-components';
import { useState } from 'react';
import type { Connection } from '../../nodes/kit/wire/system.ts';
import { useConnectionKinds } from '../api.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { ConnectionForm } from './ConnectionForm.tsx';
import { KindChoice } from './KindChoice.tsx';
import './ConnectionDialog.css';

interface ConnectionDialogProps {
  /** Of this kind; absent: it is asked. */
  readonly kind?: string;
  /** Change this one. */
  readonly connection?: Connection;
  readonly onClose: () => void;
  readonly onSaved: (connection: Connection) => void;
}

export function ConnectionDialog({ kind, connection, onClose, onSaved }: ConnectionDialogProps) {
  const kinds = useConnectionKinds();
  const [chosen, choose] = useState<string | null>(connection?.kind ?? kind ?? null);
  const known = kinds.data?.find((entry) => entry.kind === chosen);
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className="connection-dialog">
        {kinds.error ? (
          <p role="alert">{kinds.error.message}</p>
        ) : !kinds.data ? (
          <Skeleton label="Reading the kinds of connections" />
        ) : known ? (
          <ConnectionForm key={known.kind} kind={known} connection={connection ?? null} onClose={onClose} onSaved={onSaved} />
        ) : (
          <KindChoice kinds={kinds.data} onChoose={choose} onClose={onClose} />
        )}
      </DialogSurface>
    </Dialog>
  );
}
