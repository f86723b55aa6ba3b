import { type ReactNode, useEffect, useState } from 'react';
import type { RecoveryNote } from '../../shared/contract/index.ts';
import { ask } from '../app/index.ts';
import { Button, Notice } from '../ui/index.ts';

let hidden = new Set<string>();

/** What an earlier run of Slipway left unfinished, what was done about it at this start, and what is left. */
export function RecoveryNotices(): ReactNode {
  const [notes, setNotes] = useState<readonly RecoveryNote[]>([]);
  useEffect(() => {
    let gone = false;
    void ask('operations.recovered', {}).then((reply) => {
      if (!gone && reply.ok) setNotes(reply.value.notes.filter((note) => !hidden.has(note.operation)));
    });
    return () => {
      gone = true;
    };
  }, []);
  const hide = (operation: string) => {
    hidden = new Set([...hidden, operation]);
    setNotes((all) => all.filter((note) => note.operation !== operation));
  };
  return notes.map((note) => (
    <Notice
      key={note.operation}
      look="info"
      live
      title={`Slipway was closed in the middle of ${doing(note)}`}
      actions={
        <Button size="row" onClick={() => hide(note.operation)}>
          Got it
        </Button>
      }
    >
      {note.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Notice>
  ));
}

function doing({ kind, subject }: RecoveryNote): string {
  switch (kind) {
    case 'create-builder':
      return `making ${subject}`;
    case 'remove-builder':
      return `removing ${subject}`;
    case 'start-builder':
      return `starting ${subject}`;
    case 'stop-builder':
      return `stopping ${subject}`;
    case 'run-image':
      return `running ${subject}`;
    default:
      return `work on ${subject}`;
  }
}
