import type { ReactNode } from 'react';
import type { NodeItem, NodePlatform } from '../../shared/contract/index.ts';
import { Tag, Tooltip } from '../ui/index.ts';
import styles from './platforms.module.css';
import { platformWord } from './words.ts';

/** Most tags shown in a row; the rest is a number with the list in its tooltip. */
const SHOWN = 3;

/**
 * Platforms of one or more nodes: native ones filled, emulated ones outlined and marked. With `all` each is shown, and
 * those that were given at creation (`docker buildx` marks them by a star) are marked too.
 */
export function Platforms({
  nodes,
  all = false,
}: {
  readonly nodes: readonly NodeItem[];
  readonly all?: boolean;
}): ReactNode {
  const platforms = mergedPlatforms(nodes);
  if (platforms.length === 0) return null;
  const shown = all ? platforms : withoutVariants(platforms).slice(0, SHOWN);
  const rest = platforms.filter((platform) => !shown.includes(platform));
  return (
    <ul className={styles.platforms} aria-label="Platforms">
      {shown.map((platform) => (
        <li key={platform.name} className={styles.one}>
          <Tag look={platform.native ? 'plain' : 'outline'}>
            {platformWord(platform.name)}
            {platform.native ? null : <span className={styles.emulated}>emulated</span>}
            {all && platform.fixed ? <span className={styles.emulated}>given</span> : null}
          </Tag>
        </li>
      ))}
      {rest.length === 0 ? null : (
        <li className={styles.one}>
          <Tooltip text={rest.map((platform) => platformWord(platform.name)).join(', ')}>
            <button type="button" className={styles.more}>
              {rest.length} more
            </button>
          </Tooltip>
        </li>
      )}
    </ul>
  );
}

/** Leaves out `amd64/v2` and its like where `amd64` is there, unless it was asked for: they say little in a row. */
export function withoutVariants(platforms: readonly NodePlatform[]): readonly NodePlatform[] {
  const names = new Set(platforms.map(({ name }) => name));
  return platforms.filter(
    ({ name, fixed }) => fixed || !names.has(name.replace(/\/v\d+$/, '')) || !/\/v\d+$/.test(name),
  );
}

/** Each platform once: native if it is so on any node, given ones first, then native ones. */
export function mergedPlatforms(nodes: readonly Pick<NodeItem, 'platforms'>[]): readonly NodePlatform[] {
  const byName = new Map<string, NodePlatform>();
  for (const platform of nodes.flatMap((node) => node.platforms)) {
    const known = byName.get(platform.name);
    byName.set(platform.name, {
      name: platform.name,
      fixed: platform.fixed || known?.fixed === true,
      native: platform.native || known?.native === true,
    });
  }
  const rank = (platform: NodePlatform) => (platform.fixed ? 0 : 2) + (platform.native ? 0 : 1);
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}
