// What the pointer (or the keyboard in its place) is doing right now: drawing a line, dragging from the palette, choosing a step
// to add. Gone when the gesture ends; never part of document or session.
import { create } from 'zustand';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import type { Point } from '../document/edits.ts';

/** Where a step that is about to be added will stand. */
export interface AddPlace {
  /** Top left corner of the popup, in the window. */
  readonly screen: Point;
  /** On the canvas; absent: beside what it follows, or in the middle of what is seen. */
  readonly at?: Point | undefined;
  readonly parent?: string | undefined;
  readonly after?: { readonly node: string; readonly port: string } | undefined;
  readonly edge?: string | undefined;
  readonly text?: string | undefined;
}

interface Gesture {
  /** A line is being drawn from here. */
  readonly linking: {
    readonly from: string;
    readonly port: string;
    /** The line whose end is being moved. */
    readonly instead?: string;
  } | null;
  /** By keyboard: `C` was pressed, this is the target that Enter would connect. */
  readonly linkTarget: string | null;
  /** Why the target under the pointer is refused. */
  readonly why: string | null;
  /** The container that a drop would land in. */
  readonly dropParent: string | null;
  /** The frame that a drop would belong to. */
  readonly dropFrame: string | null;
  /** The edge that a drop would be put on. */
  readonly dropEdge: string | null;
  /** A palette entry under way. */
  readonly carried: { readonly type: NodeTypeJson; readonly x: number; readonly y: number } | null;
  readonly adding: AddPlace | null;
  readonly hoveredEdge: string | null;
  /** Context menu: where, and on what. */
  readonly menu: { readonly x: number; readonly y: number; readonly commands?: readonly string[] } | null;
  readonly renaming: string | null;
  /** The view is on its way to the overview: cards leave before it gets there. */
  readonly leaving: boolean;
}

const idle: Gesture = {
  linking: null,
  linkTarget: null,
  why: null,
  dropParent: null,
  dropFrame: null,
  dropEdge: null,
  carried: null,
  adding: null,
  hoveredEdge: null,
  menu: null,
  renaming: null,
  leaving: false,
};

export const useGesture = create<Gesture>(() => idle);

export const setGesture = (patch: Partial<Gesture>): void => useGesture.setState(patch);
