import { type ReactNode, useState } from 'react';
import type { BuildHead, Failure } from '../../../shared/contract/index.ts';
import { ask, count } from '../../app/index.ts';
import { Button, Dialog, FailureNotice } from '../../ui/index.ts';

interface CancelDialogProps {
  readonly buildKey: string;
  readonly head: BuildHead;
  readonly onClose: () => void;
}

/** Asks before a running build is cancelled; what is done stays in the cache. */
export function CancelDialog({ buildKey, head, onClose }: CancelDialogProps): ReactNode {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { counts, builder, name } = head.summary;
  const cancel = async () => {
    setBusy(true);
    const reply = await ask('builds.cancel', { key: buildKey });
    setBusy(false);
    if (reply.ok) onClose();
    else setFailure(reply.failure);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Cancel the build of ${name}?`}
      sentence={`The ${count(counts.ended, 'step')} done so far stay in the cache of ${builder}. What runs now is stopped and has to run again next time.`}
      confirm={
        <Button look="danger" busy={busy} onClick={() => void cancel()}>
          Cancel the build
        </Button>
      }
      cancel={
        <Button autoFocus onClick={onClose}>
          Keep building
        </Button>
      }
    >
      {failure === undefined ? null : <FailureNotice live failure={failure} />}
    </Dialog>
  );
}
