import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { cliTwin, explain } from '../../../shared/actions/index.ts';
import type { Failure } from '../../../shared/contract/index.ts';
import { DEFAULT_IMAGE } from '../../../shared/options/index.ts';
import { ask, RetryButton, useKeys, useTopic } from '../../app/index.ts';
import {
  ActionRow,
  Button,
  Checkbox,
  CliStrip,
  FailureNotice,
  keysHere,
  Sheet,
  TextField,
  useFocusFirstError,
  useSending,
} from '../../ui/index.ts';
import { containersOn } from '../limits.ts';
import { useActionFacts } from '../use-action-facts.ts';
import { useVolumeSizes } from '../use-sizes.ts';
import { ExistingState } from './existing-state.tsx';
import { actionOf, endpointOf, fieldOf, issuesOf, type NewBuilderForm, resolve } from './form.ts';
import { engineAt, groundOf } from './ground.ts';
import { limitField } from './limit-fields.ts';
import { LimitsSection } from './limits-section.tsx';
import { NetworkField } from './network-field.tsx';
import styles from './new-builder.module.css';
import { useExistingState } from './use-existing-state.ts';
import { useNetworks } from './use-networks.ts';
import { WhereFields } from './where-fields.tsx';

interface ComposerProps {
  /** What was typed before, when one comes back from a failure. */
  readonly start: NewBuilderForm | undefined;
  /** The docker context in use. */
  readonly current: string;
  readonly onClose: () => void;
  readonly onMade: (operation: string, form: NewBuilderForm) => void;
}

/** The form of a new builder. */
export function Composer({ start, current, onClose, onMade }: ComposerProps): ReactNode {
  const engines = useTopic('engines').items;
  const builders = Object.values(useTopic('builders').items);
  const known = useActionFacts();
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const sending = useSending();

  const facts = useRef(known);
  const form = useForm<NewBuilderForm>({
    mode: 'onTouched',
    shouldFocusError: false,
    resolver: (values) => resolve(values, facts.current),
    defaultValues: start ?? {
      name: '',
      endpoint: current,
      url: '',
      image: '',
      memory: undefined,
      cpus: undefined,
      unread: { memory: undefined, cpus: undefined },
      chosen: { memory: false, cpus: false },
      network: '',
      use: true,
      existing: 'ask',
    },
  });
  const { watch, setValue, setError, setFocus, register, formState } = form;
  // Read while drawing: react-hook-form keeps only those parts of the state up to date that are.
  const { isDirty, submitCount } = formState;
  const sheet = useRef<HTMLFormElement>(null);
  useFocusFirstError(sheet, submitCount);
  const values = watch();
  const endpoint = endpointOf(values);
  const engine = engineAt(endpoint, engines);
  const networks = useNetworks(endpoint, engine !== undefined);
  facts.current = {
    ...known,
    ...(engine === undefined ? {} : { engine }),
    ...(networks.kind === 'known' ? { networks: networks.networks.map((network) => network.name) } : {}),
  };

  const volumes = useExistingState(values.name.trim(), endpoint);
  const sizes = useVolumeSizes(volumes.map((volume) => ({ endpoint, volume: volume.name })));
  const ground = engine === undefined ? undefined : groundOf(engine, containersOn(engine.id, builders));
  useSuggestions(form, start !== undefined, engine?.id, ground?.suggested);
  useEffect(() => {
    if (volumes.length === 0) setValue('existing', 'ask');
  }, [volumes, setValue]);

  const action = actionOf(values, facts.current.currentContext);
  const submit = form.handleSubmit(async (valid) => {
    if (volumes.length > 0 && valid.existing === 'ask') {
      setError('existing', {
        message: 'Choose what happens with the build state that is there, or take another name.',
      });
      return;
    }
    if (!sending.begin()) return;
    setFailure(undefined);
    const reply = await ask('builders.create', actionOf(valid, facts.current.currentContext));
    if (reply.ok) return onMade(reply.value.operation, valid);
    sending.end();
    const at = reply.failure.field === undefined ? undefined : fieldOf(reply.failure.field, valid);
    if (at === undefined) setFailure(reply.failure);
    else setError(at, { message: [reply.failure.title, reply.failure.remedy].filter(Boolean).join(' ') });
  });
  useKeys([{ keys: 'Ctrl Enter', what: 'Create the builder', group: 'New builder', run: () => void submit() }]);

  return (
    <Sheet
      open
      kind="centred"
      title="New builder"
      onClose={onClose}
      mayClose={() => !sending.busy && !isDirty}
      footer={
        <ActionRow
          aside={<p className={styles.quiet}>Nothing is made until you press Create.</p>}
          confirm={
            <Button look="primary" busy={sending.busy} keys={keysHere('Ctrl Enter')} onClick={() => void submit()}>
              Create builder
            </Button>
          }
          cancel={<Button onClick={onClose}>Cancel</Button>}
        />
      }
      strip={
        <CliStrip commandsFor={(shell) => (values.name.trim() === '' ? [] : cliTwin(action, facts.current, shell))} />
      }
    >
      <form
        ref={sheet}
        className={styles.columns}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className={styles.main}>
          {failure === undefined ? null : <FailureNotice failure={failure} live />}
          <TextField
            label="Name"
            hint="You and docker buildx call it by this name."
            error={formState.errors.name?.message}
            autoFocus
            {...register('name', { onChange: () => setValue('existing', 'ask') })}
          />
          {volumes.length === 0 ? null : (
            <ExistingState
              name={values.name.trim()}
              volumes={volumes}
              sizes={sizes}
              value={values.existing}
              onChange={(existing) => {
                setValue('existing', existing);
                form.clearErrors('existing');
              }}
              onOtherName={() => setFocus('name', { shouldSelect: true })}
              error={formState.errors.existing?.message}
            />
          )}
          <LimitsSection
            ground={ground}
            unreachable={engine === undefined && engines[endpoint]?.state.kind !== 'connecting'}
            memory={limitField(form, 'memory')}
            cpus={limitField(form, 'cpus')}
            issues={issuesOf(values, facts.current)}
          />
        </div>
        <div className={styles.side}>
          <WhereFields form={form} engines={engines} current={current} />
          <EngineDown endpoint={endpoint} engines={engines} />
          <NetworkField
            value={values.network}
            onChange={(network) => setValue('network', network, { shouldDirty: true, shouldValidate: true })}
            networks={networks}
            error={formState.errors.network?.message}
          />
          <TextField
            label="BuildKit image"
            mono
            placeholder={DEFAULT_IMAGE}
            hint="Left empty, the one that docker buildx uses."
            error={formState.errors.image?.message}
            {...register('image')}
          />
          <Checkbox
            label="Use it for docker buildx too"
            hint="Builds on the command line then run here unless they say otherwise."
            checked={values.use}
            onChange={(use) => setValue('use', use, { shouldDirty: true })}
          />
          {values.name.trim() === '' ? null : (
            <section aria-label="What will happen" className={styles.explained}>
              <h3 className={styles.explainedHead}>What will happen</h3>
              <ul>
                {explain(action, facts.current).map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <button type="submit" hidden aria-hidden tabIndex={-1}>
          Create builder
        </button>
      </form>
    </Sheet>
  );
}

type FormApi = ReturnType<typeof useForm<NewBuilderForm>>;

/** Fills in a free name once, and limits for each Engine as long as nobody has set them. */
function useSuggestions(
  form: FormApi,
  restored: boolean,
  engineId: string | undefined,
  suggested: { readonly memory: number; readonly cpus: number } | undefined,
): void {
  useEffect(() => {
    if (restored) return;
    let gone = false;
    void ask('builders.suggest-name', {}).then((reply) => {
      if (!gone && reply.ok && !form.getFieldState('name').isDirty) form.setValue('name', reply.value.name);
    });
    return () => {
      gone = true;
    };
  }, [form, restored]);
  const memory = suggested?.memory;
  const cpus = suggested?.cpus;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another Engine asks for new suggestions even if they are equal
  useEffect(() => {
    if (restored) return;
    // Not whether they are dirty: no limit is what they begin with, and can be what somebody wants.
    if (!form.getValues('chosen.memory')) form.setValue('memory', memory);
    if (!form.getValues('chosen.cpus')) form.setValue('cpus', cpus);
  }, [form, restored, engineId, memory, cpus]);
}

function EngineDown({
  endpoint,
  engines,
}: {
  readonly endpoint: string;
  readonly engines: ReturnType<typeof useTopic<'engines'>>['items'];
}): ReactNode {
  const engine = engines[endpoint];
  if (engine?.state.kind !== 'down') return null;
  return (
    <FailureNotice look="amber" failure={engine.state.failure} actions={<RetryButton context={engine.context} />} />
  );
}
