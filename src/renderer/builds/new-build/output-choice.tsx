import { CloudUpload, FileBox, FolderOutput, MonitorDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { noOutputWarning, outputImpossible } from '../../../shared/actions/index.ts';
import type { BuilderItem } from '../../../shared/contract/index.ts';
import { engineName, useEngine, useTopicItem } from '../../app/index.ts';
import { Button, Notice, SelectField, TextField } from '../../ui/index.ts';
import { CheckCard } from './check-card.tsx';
import type { NewBuildForm } from './form.ts';
import styles from './new-build.module.css';
import { nothingComesOut } from './output-fields.ts';
import { OutputFolder } from './output-folder.tsx';

interface OutputChoiceProps {
  readonly form: UseFormReturn<NewBuildForm>;
  /** The chosen builder. */
  readonly chosen: BuilderItem | undefined;
  /** Folder that is built, where a picker begins. */
  readonly folder: string;
}

/** Everything that may come out, any of it at once; nothing but the cache is said in so many words. */
export function OutputChoice({ form, chosen, folder }: OutputChoiceProps): ReactNode {
  const current = useEngine();
  // An Engine's own BuildKit leaves its images there, whichever is current.
  const context = chosen?.driver === 'docker' ? (chosen.nodes[0]?.endpoint ?? '') : current.context;
  const engine = useTopicItem('engines', context);
  const name = engineName(context, engine?.host);
  const here = name === 'This computer';
  const state = engine?.state;
  const down = state?.kind === 'down' ? `Docker on ${here ? 'this computer' : name} does not answer.` : undefined;
  const outputs = form.watch('outputs');
  const builder = form.watch('builder');
  const errors = form.formState.errors.outputs;
  const turn = (box: 'load' | 'push' | 'files' | 'archive') => (on: boolean) => {
    form.setValue(`outputs.${box}`, on, { shouldDirty: true });
    if (form.formState.isSubmitted) void form.trigger();
    else form.clearErrors(['outputs', 'tags']);
  };
  const as = { shouldDirty: true, shouldValidate: form.formState.isSubmitted } as const;
  return (
    <section className={styles.section} aria-label="What should come out?">
      <h3 className={styles.heading}>What should come out?</h3>
      <CheckCard
        title={here ? 'An image on this computer' : `An image in Docker on ${name}`}
        hint={
          state?.kind === 'up' ? `Ready to run with Docker (Engine ${state.facts.version})` : 'Ready to run with Docker'
        }
        aside={<MonitorDown size={16} aria-hidden />}
        checked={outputs.load}
        onChange={turn('load')}
        off={down}
        error={errors?.load?.message}
      />
      <CheckCard
        title="An image in a registry"
        hint={
          outputs.push
            ? 'The image name says which, with the login that docker has for it'
            : 'For servers and teammates'
        }
        aside={<CloudUpload size={16} aria-hidden />}
        checked={outputs.push}
        onChange={turn('push')}
        off={outputImpossible('push', chosen)}
        error={errors?.push?.message}
      />
      <CheckCard
        title="Files in a folder"
        hint="What the build made, without an image"
        aside={<FolderOutput size={16} aria-hidden />}
        checked={outputs.files}
        onChange={turn('files')}
      >
        <SelectField
          label="As"
          value={outputs.filesAs}
          onChange={(kind) => form.setValue('outputs.filesAs', kind === 'tar' ? 'tar' : 'folder', as)}
          options={[
            {
              value: 'folder',
              label: 'Files in a folder',
              hint: 'Files of the same name are written over, others stay',
            },
            { value: 'tar', label: 'One tar file' },
          ]}
        />
        {outputs.filesAs === 'folder' ? (
          <OutputFolder form={form} from={folder} error={errors?.filesPath?.message} />
        ) : (
          <TextField
            label="File to write"
            mono
            placeholder="Whole path, such as /home/me/out.tar"
            error={errors?.filesPath?.message}
            {...form.register('outputs.filesPath')}
          />
        )}
      </CheckCard>
      <CheckCard
        title="One image file"
        hint="To copy or hand over"
        aside={<FileBox size={16} aria-hidden />}
        checked={outputs.archive}
        onChange={turn('archive')}
        off={outputImpossible('docker-archive', chosen)}
      >
        <SelectField
          label="For"
          value={outputs.archiveAs}
          onChange={(kind) =>
            form.setValue('outputs.archiveAs', kind === 'oci-archive' ? 'oci-archive' : 'docker-archive', as)
          }
          options={[
            { value: 'docker-archive', label: 'docker load' },
            { value: 'oci-archive', label: 'Any tool that reads OCI images' },
          ]}
        />
        <TextField
          label="Image file to write"
          mono
          placeholder="Whole path, such as /home/me/web.tar"
          error={errors?.archivePath?.message}
          {...form.register('outputs.archivePath')}
        />
      </CheckCard>
      {nothingComesOut(outputs) ? (
        <Notice
          look="amber"
          title="Nothing will come out"
          actions={
            <Button size="row" onClick={() => turn('load')(true)} off={down}>
              {here ? 'Put an image on this computer' : `Put an image in Docker on ${name}`}
            </Button>
          }
        >
          <p>{noOutputWarning(builder === '' ? 'the builder' : builder).replace(/^Nothing will come out\. /, '')}</p>
        </Notice>
      ) : null}
    </section>
  );
}
