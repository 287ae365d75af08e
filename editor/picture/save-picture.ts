// The open flow as a picture file: vectors (SVG) or pixels (PNG), in the colours that are seen now, with the run that is shown.
import { stepKey } from '../../nodes/kit/step-key.ts';
import { nodeTypesNow } from '../api.ts';
import { fileName } from '../document/files.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { runNow, runStepOf } from '../runs/run-store.ts';
import { dateTime, number } from '../ui/format.ts';
import { statusLook } from '../ui/status.ts';
import { toast } from '../ui/toast.ts';
import { flowSvg } from './flow-svg.ts';

/** Browsers refuse larger drawings; a picture of a large flow gets fewer pixels. */
const mostPixels = 8_000;

function picture(): string {
  const { flow } = useDocument.getState();
  const { loopIndex } = useSession.getState();
  const typeOf = nodeTypesNow().of;
  const style = getComputedStyle(document.documentElement);
  const run = runNow();
  /** The rounds that the canvas shows of the loops around a step. */
  const path = (id: string): readonly number[] => {
    const rounds: number[] = [];
    for (let at = flow.nodes.find((node) => node.id === id)?.parent; at !== undefined && rounds.length < 20; ) {
      const parent = flow.nodes.find((node) => node.id === at);
      const kind = parent && typeOf(parent.type, parent.version)?.container;
      if (kind === 'for-each' || kind === 'repeat-until') rounds.unshift(loopIndex[at] ?? 0);
      at = parent?.parent;
    }
    return rounds;
  };
  const ofRun = run
    ? ` · run ${number(run.number)}, ${statusLook(run.status, run.failures).word.toLowerCase()}${run.world === 'practice' ? ', practice' : ''}`
    : '';
  return flowSvg({
    flow,
    typeOf,
    colour: (name) => style.getPropertyValue(name).trim() || 'currentColor',
    stepOf: (id) => (run ? runStepOf(stepKey(id, path(id))) : null),
    says: `${flow.name}${ofRun} · ${dateTime(new Date().toISOString())}`,
  });
}

function download(blob: Blob, ending: 'svg' | 'png'): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(useDocument.getState().flow.name).replace(/\.flow\.json$/, `.${ending}`);
  link.click();
  // Some browsers read the address a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const saveSvg = (): void => download(new Blob([picture()], { type: 'image/svg+xml' }), 'svg');

export async function savePng(): Promise<void> {
  try {
    download(await pixels(picture()), 'png');
  } catch {
    toast({ title: 'The picture could not be drawn', body: 'Save it as SVG instead.', intent: 'error' });
  }
}

async function pixels(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, mostPixels / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The drawing is too large.'))), 'image/png'),
  );
}
