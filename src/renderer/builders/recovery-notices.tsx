import { type ReactNode, useEffect, useState } from 'react';
import type { RecoveryNote } from '../../shared/contract/index.ts';
import { ask, listed } from '../app/index.ts';
import { ActionRow, Button, Notice, sayFailed } from '../ui/index.ts';
import { finishRemoval } from './actions.ts';
import { amount, sizeWords, useVolumeSizes } from './use-sizes.ts';

let hidden = new Set<string>();

/** What an earlier run of Slipway left unfinished, what was done about it at this start, and what is asked about it. */
export function RecoveryNotices(): ReactNode {
  const [notes, setNotes] = useState<readonly RecoveryNote[]>([]);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when something was decided
  useEffect(() => {
    let gone = false;
    void ask('operations.recovered', {}).then((reply) => {
      if (!gone && reply.ok) setNotes(reply.value.notes.filter((note) => !hidden.has(note.operation)));
    });
    return () => {
      gone = true;
    };
  }, [asked]);
  const hide = (operation: string) => {
    hidden = new Set([...hidden, operation]);
    setNotes((all) => all.filter((note) => note.operation !== operation));
  };
  return notes.map((note) =>
    note.question === undefined ? (
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
    ) : (
      <Unfinished
        key={note.operation}
        note={note}
        volumes={note.question.volumes}
        onSettled={() => setAsked((times) => times + 1)}
      />
    ),
  );
}

/** A removal whose rest would delete build state: what goes, with its size, and keeping it beside. */
function Unfinished(props: {
  readonly note: RecoveryNote;
  readonly volumes: NonNullable<RecoveryNote['question']>['volumes'];
  readonly onSettled: () => void;
}): ReactNode {
  const { note, volumes, onSettled } = props;
  const sizes = useVolumeSizes(volumes);
  const [busy, setBusy] = useState(false);
  const settle = async (choice: 'finish' | 'keep') => {
    setBusy(true);
    const reply = await ask('operations.settle', { operation: note.operation, choice });
    setBusy(false);
    if (!reply.ok) sayFailed(reply.failure);
    else if (reply.value.operation !== undefined) void finishRemoval(note.subject, reply.value.operation);
    onSettled();
  };
  return (
    <Notice
      look="amber"
      live
      title={`Slipway was closed in the middle of ${doing(note)}`}
      actions={
        <ActionRow
          confirm={
            <Button
              size="row"
              look="danger"
              off={busy ? 'It is being carried out.' : undefined}
              onClick={() => void settle('finish')}
            >
              {`Finish removing, delete ${amount(volumes, sizes)}`}
            </Button>
          }
          cancel={
            <Button size="row" busy={busy} onClick={() => void settle('keep')}>
              Keep what is left
            </Button>
          }
        />
      }
    >
      {note.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p>
        Finishing deletes {listed(volumes.map(({ volume }) => `${volume} (${sizeWords(sizes[volume])})`))} with its
        cache and build records, which cannot be undone. Kept, {note.subject} stays on the list of builders.
      </p>
    </Notice>
  );
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
