/**
 * A regular expression as a tree. Only what `goRegExp` writes: characters, classes, one kind of group, `*`, `?`, `{n,m}`, `|`, anchors and
 * borders of words.
 */
export type Tree =
  | { readonly kind: 'char'; readonly fits: (char: string) => boolean }
  | { readonly kind: 'place'; readonly holds: (before: string, after: string) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly part: Tree; readonly least: number; readonly most: number };

/** Ways of the machine: one that takes a character, one that only stands at a place, one that parts, and the end. */
type State =
  | { readonly kind: 'char'; readonly fits: (char: string) => boolean; readonly next: number }
  | { readonly kind: 'place'; readonly holds: (before: string, after: string) => boolean; readonly next: number }
  | { readonly kind: 'part'; readonly nexts: number[] }
  | { readonly kind: 'end' };

/**
 * True where the expression is found in a text. All ways are gone at once, so that the time grows with the length of the text alone, as
 * with Go's own expressions: JavaScript's try one way after the other, which a dozen stars make longer than anyone can wait.
 */
export function linearMatcher(tree: Tree): (text: string) => boolean {
  const states: State[] = [{ kind: 'end' }];
  const start = compile(tree, 0, states);
  const seen = new Uint32Array(states.length);
  let round = 0;

  /** Adds a state and all that it leads to without a character; true if that is the end. */
  const reach = (from: number, active: number[], before: string, after: string): boolean => {
    const waiting = [from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen[at] === round) continue;
      seen[at] = round;
      const state = states[at] as State;
      if (state.kind === 'end') return true;
      if (state.kind === 'char') active.push(at);
      else if (state.kind === 'part') for (const next of state.nexts) waiting.push(next);
      else if (state.holds(before, after)) waiting.push(state.next);
    }
    return false;
  };

  return (text) => {
    const chars = Array.from(text);
    let active: number[] = [];
    for (let at = 0; ; at++) {
      const [before = '', char = ''] = at === 0 ? ['', chars[0]] : [chars[at - 1], chars[at]];
      // The first place of a round was reached by the character before.
      if (at === 0) round++;
      if (reach(start, active, before, char)) return true;
      if (at === chars.length) return false;
      const after = chars[at + 1] ?? '';
      const next: number[] = [];
      round++;
      for (const one of active) {
        const state = states[one];
        if (state?.kind === 'char' && state.fits(char) && reach(state.next, next, char, after)) return true;
      }
      active = next;
    }
  };
}

/** How often a text can be parted between the repetitions of an expression: each is one more power of its length. */
export function loopsIn(tree: Tree): number {
  switch (tree.kind) {
    case 'repeat':
      return loopsIn(tree.part) + (tree.most > tree.least && tree.most > 1 ? 1 : 0);
    case 'sequence':
    case 'choice':
      return tree.parts.reduce((sum, part) => sum + loopsIn(part), 0);
    default:
      return 0;
  }
}

/** The number of the state that a tree begins with, when `next` comes behind it. */
function compile(tree: Tree, next: number, states: State[]): number {
  switch (tree.kind) {
    case 'char':
      return states.push({ kind: 'char', fits: tree.fits, next }) - 1;
    case 'place':
      return states.push({ kind: 'place', holds: tree.holds, next }) - 1;
    case 'sequence':
      return tree.parts.reduceRight((behind, part) => compile(part, behind, states), next);
    case 'choice':
      return states.push({ kind: 'part', nexts: tree.parts.map((part) => compile(part, next, states)) }) - 1;
    case 'repeat': {
      let behind = next;
      if (tree.most === Number.POSITIVE_INFINITY) {
        const nexts = [next];
        behind = states.push({ kind: 'part', nexts }) - 1;
        nexts.push(compile(tree.part, behind, states));
      } else {
        for (let more = tree.least; more < tree.most; more++) {
          behind = states.push({ kind: 'part', nexts: [next, compile(tree.part, behind, states)] }) - 1;
        }
      }
      for (let count = 0; count < tree.least; count++) behind = compile(tree.part, behind, states);
      return behind;
    }
  }
}
