import type { Topology } from './topology.ts';

/** A card where it stands. A stage has one, and more only when later steps found no room under it. */
export interface Card {
  readonly id: string;
  readonly stage: string;
  /** 0 for the first card of the stage. */
  readonly part: number;
  readonly column: number;
  /** Platform of the band that it was placed in; empty for what belongs to no platform. */
  readonly band: string;
  readonly x: number;
  readonly y: number;
  readonly rows: readonly string[];
  /** Rows that are kept free for it; at least those that it draws. */
  readonly reserved: number;
}

export interface Place {
  readonly card: string;
  readonly row: number;
}

export interface Band {
  readonly platform: string;
  /** Top of its first card; the label stands above. */
  readonly y: number;
}

export interface GraphLayout {
  readonly topology: Topology;
  readonly cards: readonly Card[];
  readonly cardById: ReadonlyMap<string, Card>;
  readonly places: ReadonlyMap<string, Place>;
  /** Empty unless the build is for several platforms. */
  readonly bands: readonly Band[];
  /** Stages that show one row for all of their steps. */
  readonly folded: ReadonlySet<string>;
  readonly width: number;
  readonly height: number;
}

/** Rows that a card draws. */
export function drawnRows(card: Card, folded: ReadonlySet<string>): number {
  return folded.has(card.stage) ? 1 : card.rows.length;
}

/** Where each step stands; rows of a folded stage keep their numbers for when it opens. */
export function placesOf(cards: readonly Pick<Card, 'id' | 'rows'>[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const card of cards) {
    for (const [row, step] of card.rows.entries()) places.set(step, { card: card.id, row });
  }
  return places;
}
