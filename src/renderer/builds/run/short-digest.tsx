import type { ReactNode } from 'react';
import { CopyButton, Tooltip } from '../../ui/index.ts';

/** `sha256:4f2c9ab01d3e`, as docker shortens it, with the whole one to read and to copy. */
export function ShortDigest({ digest }: { readonly digest: string }): ReactNode {
  const [algorithm, hex] = digest.split(':');
  return (
    <>
      <Tooltip text={digest}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip holds the whole digest */}
        <code tabIndex={0}>{hex === undefined ? digest : `${algorithm}:${hex.slice(0, 12)}`}</code>
      </Tooltip>
      <CopyButton text={() => digest} label="Copy the digest" />
    </>
  );
}
