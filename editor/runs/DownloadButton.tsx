// Saves a text as a file.
import { Icon } from '../ui/Icon.tsx';
import '../ui/CopyButton.css';

export function DownloadButton({ text, name }: { readonly text: string; readonly name: string }) {
  return (
    <button
      type="button"
      className="copy-button"
      aria-label={`Download ${name}`}
      title={`Download ${name}`}
      onClick={() => {
        const type = name.endsWith('.csv') ? 'text/csv' : 'application/json';
        const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
        const link = document.createElement('a');
        link.href = url;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
      }}
    >
      <Icon name="download" size={14} />
      <span>Download</span>
    </button>
  );
}
