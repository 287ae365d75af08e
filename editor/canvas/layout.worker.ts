// The worker around auto-layout.ts: one request, one answer.
import { autoLayout, type LayoutRequest } from './auto-layout.ts';

addEventListener('message', ({ data }: MessageEvent<{ id: number; request: LayoutRequest }>) => {
  postMessage({ id: data.id, answer: autoLayout(data.request) });
});
