import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ActionFacts, cliTwin } from '../../../shared/actions/index.ts';
import type { Failure } from '../../../shared/contract/index.ts';
import { ask, navigate, openOverlay, useAppFacts, useEngine, useKeys, useTopic } from '../../app/index.ts';
import { useActionFacts } from '../../builders/use-action-facts.ts';
import {
  ActionRow,
  Button,
  Checkbox,
  CliStrip,
  FailureNotice,
  keysHere,
  Notice,
  Sheet,
  useFocusFirstError,
  useSending,
} from '../../ui/index.ts';
import { ArgumentRows } from './argument-rows.tsx';
import { BuilderSelect, sorted } from './builder-select.tsx';
import { DockerfileField } from './dockerfile-field.tsx';
import { buildOf, firstForm, issuesOf, type NewBuildForm, resolve } from './form.ts';
import { fieldOf } from './form-fields.ts';
import styles from './new-build.module.css';
import { OutputChoice } from './output-choice.tsx';
import { nothingComesOut } from './output-fields.ts';
import { PathField } from './path-field.tsx';
import { PlatformChoice } from './platform-choice.tsx';
import { takePrefill } from './prefill.ts';
import { SecretRows } from './secret-rows.tsx';
import { StageChoice } from './stage-choice.tsx';
import { TagRows } from './tag-rows.tsx';
import { useProject } from './use-project.ts';

interface NewBuildSheetProps {
  /** Folder to begin with. */
  readonly path?: string | undefined;
  readonly builder?: string | undefined;
  /** Number of the drop that `path` is of; with another one while the sheet is open, it takes the field's place. */
  readonly drop?: number | undefined;
  readonly onClose: () => void;
}

/** Composing a build: what is sent, what is built, where, and what comes out. */
export function NewBuildSheet({ path, builder, drop, onClose }: NewBuildSheetProps): ReactNode {
  const builders = useTopic('builders');
  const known = useActionFacts();
  const defaultPlatform = useAppFacts()?.defaultPlatform;
  const engine = useEngine();
  const facts = useRef<ActionFacts>(known);
  const [failure, setFailure] = useState<Failure>();
  const sending = useSending();
  const [again] = useState(() => takePrefill(path));
  const [first] = useState(() => firstForm(again, path, builder ?? ''));
  const form = useForm<NewBuildForm>({
    mode: 'onTouched',
    shouldFocusError: false,
    resolver: (values) => resolve(values, facts.current),
    defaultValues: first,
  });
  const { watch, setValue, setError, clearErrors, formState } = form;
  const values = watch();
  const { errors, isDirty, submitCount } = formState;
  const sheet = useRef<HTMLFormElement>(null);
  useFocusFirstError(sheet, submitCount);
  const folder = values.context.trim();
  const { project, looking, failure: unasked } = useProject(folder, values.dockerfile);
  const { project: _, ...bare } = known as ActionFacts;
  facts.current = {
    ...bare,
    ...(project === undefined || project.context === '' ? {} : { project }),
    ...(defaultPlatform === undefined ? {} : { defaultPlatform }),
    ...(engine.item?.state.kind === 'up' ? { engine: engine.item.state.facts } : {}),
  };

  const items = Object.values(builders.items);
  const chosen = items.find(({ name }) => name === values.builder);
  // What was built without a name is built so again.
  const suggestedTag = again !== undefined && again.context === folder ? undefined : project?.suggestedTag;
  useDefaults(form, builder ?? builders.head?.current ?? sorted(items)[0]?.name, suggestedTag);
  const takeFolder = (next: string) => {
    setValue('context', next, { shouldDirty: true });
    setValue('dockerfile', '');
    setValue('target', '');
    clearErrors(['context', 'dockerfile', 'target']);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each drop, whatever the field holds since
  useEffect(() => {
    if (drop !== undefined && path !== undefined && path !== form.getValues('context')) takeFolder(path);
  }, [drop]);

  const action = buildOf(values, project?.args);
  const issues = issuesOf(values, facts.current);
  const problem = unasked ?? project?.failure;
  const atFolder = looking ? undefined : problem?.field === 'dockerfile' ? undefined : sentence(problem);
  const atDockerfile = looking || problem?.field !== 'dockerfile' ? undefined : sentence(problem);
  const policy = looking ? undefined : project?.policyFile;

  const submit = form.handleSubmit(async (valid) => {
    if (!sending.begin()) return;
    setFailure(undefined);
    const reply = await ask('builds.start', buildOf(valid, facts.current.project?.args));
    if (reply.ok) return navigate({ kind: 'build', key: reply.value.key });
    sending.end();
    const at =
      reply.failure.field === undefined ? undefined : fieldOf(reply.failure.field, valid, facts.current.project?.args);
    if (at === undefined || reply.failure.code === 'policy-present') setFailure(reply.failure);
    else setError(at, { message: sentence(reply.failure) ?? reply.failure.title });
  });
  const listed = useRef(false);
  const noteList = useCallback((open: boolean) => {
    listed.current = open;
  }, []);
  // Asked for while the folder is still being looked at, a build waits for its suggested name and for what is wrong with it.
  const [wanted, setWanted] = useState(false);
  const send = () => (looking ? setWanted(true) : void submit());
  useEffect(() => {
    if (!wanted || looking) return;
    setWanted(false);
    void submit();
  });
  useKeys([{ keys: 'Ctrl Enter', what: 'Build', group: 'New build', run: send }]);

  return (
    <Sheet
      open
      kind="centred"
      title="New build"
      onClose={onClose}
      mayClose={() => !sending.busy && !listed.current && !isDirty}
      footer={
        <ActionRow
          aside={<p className={styles.quiet}>{folder === '' ? 'A folder can also be dropped on this window.' : ''}</p>}
          confirm={
            <Button
              look="primary"
              keys={keysHere('Ctrl Enter')}
              busy={sending.busy || wanted}
              off={policy === undefined ? undefined : 'Slipway does not evaluate build policies yet.'}
              onClick={send}
            >
              {nothingComesOut(values.outputs) ? 'Build for the cache only' : 'Build'}
            </Button>
          }
          cancel={<Button onClick={onClose}>Cancel</Button>}
        />
      }
      strip={
        <CliStrip
          commandsFor={(shell) => (folder === '' ? [] : cliTwin(action, facts.current, shell))}
          whenEmpty="The command that does the same appears here once a folder is chosen."
        />
      }
    >
      <form
        ref={sheet}
        className={styles.columns}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <div className={styles.main}>
          {failure === undefined ? null : <FailureNotice failure={failure} live />}
          <PathField
            value={values.context}
            onChange={takeFolder}
            onBlur={() => void form.trigger('context')}
            onList={noteList}
            error={folder === '' ? errors.context?.message : (atFolder ?? errors.context?.message)}
            hint="Type it, choose it, or drop it on the window. What a Dockerfile asks for is sent from here."
          />
          {policy === undefined ? null : (
            <Notice look="fail" title="A build policy lies beside this Dockerfile" live>
              <p>
                docker buildx would evaluate <code>{policy}</code> before it builds, and Slipway cannot do that yet.
              </p>
              <p>Build with the command below, or move the policy away.</p>
            </Notice>
          )}
          <div className={styles.section}>
            <h3 className={styles.heading}>What to build</h3>
            <DockerfileField
              project={project}
              value={values.dockerfile}
              onChange={(next) => {
                setValue('dockerfile', next, { shouldDirty: true });
                setValue('target', '');
              }}
              error={atDockerfile ?? (policy === undefined ? errors.dockerfile?.message : undefined)}
            />
            {project !== undefined && project.stages.length > 1 ? (
              <StageChoice
                stages={project.stages}
                value={values.target}
                onChange={(target) => setValue('target', target, { shouldDirty: true, shouldValidate: true })}
                error={errors.target?.message}
              />
            ) : null}
          </div>
          <PlatformChoice form={form} builder={chosen} standard={defaultPlatform} issue={issues.get('platforms')} />
          <ArgumentRows form={form} declared={project?.args} issues={issues} />
          <SecretRows form={form} />
        </div>
        <div className={styles.side}>
          <OutputChoice form={form} chosen={chosen} folder={folder} />
          <TagRows form={form} issues={folder === '' ? NOTHING_YET : issues} />
          <BuilderSelect
            builders={items}
            value={values.builder}
            onChange={(next) => setValue('builder', next, { shouldDirty: true, shouldValidate: true })}
            error={errors.builder?.message}
          />
          {builders.ready && items.length === 0 ? (
            <Button size="row" onClick={() => openOverlay({ kind: 'new-builder' })}>
              Make a builder
            </Button>
          ) : null}
          <details className={styles.more} open={first.noCache || first.pull}>
            <summary>More options</summary>
            <div className={styles.options}>
              <Checkbox
                label="Run every step anew"
                hint="Takes nothing from the cache."
                checked={values.noCache}
                onChange={(noCache) => setValue('noCache', noCache, { shouldDirty: true })}
              />
              <Checkbox
                label="Look for newer base images"
                hint="Asks the registry even for images that are there."
                checked={values.pull}
                onChange={(pull) => setValue('pull', pull, { shouldDirty: true })}
              />
            </div>
          </details>
        </div>
        <button type="submit" hidden aria-hidden tabIndex={-1}>
          Build
        </button>
      </form>
    </Sheet>
  );
}

/** A sheet that was just opened is not yet wrong. */
const NOTHING_YET: ReturnType<typeof issuesOf> = new Map();

function sentence(failure: Failure | undefined): string | undefined {
  return failure === undefined ? undefined : [failure.title, failure.remedy].filter(Boolean).join(' ');
}

/** The current builder and the suggested name, as long as nobody chose others. */
function useDefaults(
  form: ReturnType<typeof useForm<NewBuildForm>>,
  builder: string | undefined,
  tag: string | undefined,
): void {
  useEffect(() => {
    if (builder !== undefined && form.getValues('builder') === '') form.setValue('builder', builder);
  }, [form, builder]);
  const suggested = useRef('');
  useEffect(() => {
    // A name that was suggested once and then emptied was not wanted.
    if (tag === undefined || tag === suggested.current) return;
    const now = form.getValues('tags.0.value');
    if (now !== '' && now !== suggested.current) return;
    suggested.current = tag;
    form.setValue('tags.0.value', tag, { shouldValidate: form.getFieldState('tags.0.value').invalid });
  }, [form, tag]);
}
