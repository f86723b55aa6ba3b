import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import type { CardLinks } from './card-links.ts';
import { CARD_WIDTH, cardHeight } from './geometry.ts';
import styles from './graph-view.module.css';
import { drawnRows, type GraphLayout } from './layout-types.ts';
import { StageCard, type StageCardProps } from './stage-card.tsx';

type CardNode = Node<StageCardProps & Record<string, unknown>, 'card'>;
type Actions = Pick<StageCardProps, 'onSelect' | 'onPoint' | 'onFold'>;

/** A stage card as React Flow places it. Its handles are there since React Flow draws no edge without; edges know their ends. */
export const FlowCard = memo(function FlowCard({ data }: NodeProps<CardNode>): ReactNode {
  return (
    <>
      <StageCard {...data} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.handle} />
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.handle} />
    </>
  );
});

/** Nodes with their sizes and handles given, so that edges are there before anything is measured. */
export function flowNodes(layout: GraphLayout, links: CardLinks, actions: Actions): CardNode[] {
  return layout.cards.map((card) => {
    const height = cardHeight(drawnRows(card, layout.folded));
    const middle = { y: height / 2, width: 1, height: 1 };
    return {
      id: card.id,
      type: 'card',
      position: { x: card.x, y: card.y },
      width: CARD_WIDTH,
      height,
      measured: { width: CARD_WIDTH, height },
      handles: [
        { type: 'source', position: Position.Right, x: CARD_WIDTH, ...middle },
        { type: 'target', position: Position.Left, x: 0, ...middle },
      ],
      // React Flow calls each a node aloud, which says nothing here.
      domAttributes: { 'aria-roledescription': undefined } as object,
      data: {
        card,
        layout,
        railAbove: links.entered.has(card.id),
        railBelow: links.below.get(card.id),
        ...actions,
      },
    };
  });
}
