import type { ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { ask } from '../../app/index.ts';
import { Button, sayFailed, TextField } from '../../ui/index.ts';
import type { NewBuildForm } from './form.ts';
import styles from './new-build.module.css';

interface OutputFolderProps {
  readonly form: UseFormReturn<NewBuildForm>;
  /** Where the picker begins while the field is empty. */
  readonly from: string;
  readonly error: string | undefined;
}

/** The folder that files are laid into: typed, or picked. */
export function OutputFolder({ form, from, error }: OutputFolderProps): ReactNode {
  const pick = async () => {
    const reply = await ask('app.pick-folder', { from: form.getValues('outputs.filesPath').trim() || from });
    if (!reply.ok) return sayFailed(reply.failure);
    if (reply.value.path === '') return;
    form.setValue('outputs.filesPath', reply.value.path, { shouldDirty: true, shouldValidate: true });
  };
  return (
    <div className={styles.withButton}>
      <TextField
        label="Folder to fill"
        mono
        placeholder="Whole path, such as /home/me/out"
        error={error}
        {...form.register('outputs.filesPath')}
      />
      <Button onClick={() => void pick()}>Choose</Button>
    </div>
  );
}
