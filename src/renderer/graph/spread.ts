/** A card of a column, in order. */
interface Item {
  /** px that it takes, the gap below it included. */
  readonly height: number;
  /** Where it would like its top to be; undefined where it does not mind. */
  readonly wish: number | undefined;
}

/** Cards that stand close together, and the top that suits them best on the whole. */
interface Block {
  readonly from: number;
  sum: number;
  weight: number;
}

/**
 * Tops of the cards of one column, in their order and without overlap, each as near to where it would like to be as the
 * others let it: what is too close forms a block that stands around the mean of its wishes (pool adjacent violators).
 * Stacked downwards from the first wish instead, each column of a large graph would stand lower than the one before.
 *
 * @param top nothing stands above
 */
export function spread(items: readonly Item[], top: number): readonly number[] {
  const blocks: Block[] = [];
  const starts: number[] = [];
  let height = 0;
  for (const [from, item] of items.entries()) {
    starts.push(height);
    const wish = item.wish === undefined ? undefined : item.wish - height;
    let block: Block = { from, sum: wish ?? 0, weight: wish === undefined ? 0 : 1 };
    for (let above = blocks.at(-1); above !== undefined && mustJoin(above, block); above = blocks.at(-1)) {
      block = { from: above.from, sum: above.sum + block.sum, weight: above.weight + block.weight };
      blocks.pop();
    }
    blocks.push(block);
    height += item.height;
  }
  const tops: number[] = [];
  for (const [index, block] of blocks.entries()) {
    const end = blocks[index + 1]?.from ?? items.length;
    for (let at = block.from; at < end; at += 1) tops.push(Math.max(top, meanOf(block)) + (starts[at] ?? 0));
  }
  return tops;
}

function mustJoin(above: Block, below: Block): boolean {
  return below.weight === 0 || above.weight === 0 || meanOf(above) > meanOf(below);
}

function meanOf({ sum, weight }: Block): number {
  return weight === 0 ? 0 : sum / weight;
}
