import { type ReactNode, useEffect, useState } from 'react';
import type { Failure, NodeFile, NodeItem } from '../../../shared/contract/index.ts';
import { formatDisk } from '../../../shared/options/index.ts';
import { ask } from '../../app/index.ts';
import { Button, Dialog, FailureNotice, Notice } from '../../ui/index.ts';
import styles from './inspect.module.css';

/** Files that the node was given at creation; their contents only when asked for, and never a private key. */
export function NodeFiles({ builder, node }: { readonly builder: string; readonly node: NodeItem }): ReactNode {
  const [path, setPath] = useState<string | undefined>(undefined);
  return (
    <>
      {node.files.map((file) => (
        <span key={file.path} className={styles.file}>
          <code>{file.path}</code> <span className={styles.quiet}>{formatDisk(file.size)}</span>
          <Button look="ghost" size="row" onClick={() => setPath(file.path)} aria-label={`Show ${file.path}`}>
            Show
          </Button>
        </span>
      ))}
      {path === undefined ? null : (
        <FileDialog builder={builder} node={node.name} path={path} onClose={() => setPath(undefined)} />
      )}
    </>
  );
}

interface FileDialogProps {
  readonly builder: string;
  readonly node: string;
  readonly path: string;
  readonly onClose: () => void;
}

function FileDialog({ builder, node, path, onClose }: FileDialogProps): ReactNode {
  const [answer, setAnswer] = useState<{ readonly file?: NodeFile; readonly failure?: Failure }>({});
  useAsk(builder, node, path, setAnswer);
  const { file, failure } = answer;
  return (
    <Dialog open onClose={onClose} title={path} confirm={null} cancel={<Button onClick={onClose}>Close</Button>}>
      {failure === undefined ? null : <FailureNotice failure={failure} />}
      {file?.hidden === undefined ? null : (
        <Notice
          look="info"
          title={
            file.hidden === 'private-key'
              ? 'This is a private key, so it is not shown'
              : 'This is not text, so it is not shown'
          }
        />
      )}
      {file?.text === undefined ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <pre className={styles.text} tabIndex={0}>
          {file.text}
        </pre>
      )}
    </Dialog>
  );
}

function useAsk(
  builder: string,
  node: string,
  path: string,
  tell: (answer: { readonly file?: NodeFile; readonly failure?: Failure }) => void,
): void {
  useEffect(() => {
    let gone = false;
    void ask('builders.file', { builder, node, path }).then((reply) => {
      if (!gone) tell(reply.ok ? { file: reply.value } : { failure: reply.failure });
    });
    return () => {
      gone = true;
    };
  }, [builder, node, path, tell]);
}
