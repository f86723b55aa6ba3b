import type { ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { EngineItem } from '../../../shared/contract/index.ts';
import { count, engineName, hostWords, isLocal, useEngine } from '../../app/index.ts';
import { SelectField, type SelectOption, TextField } from '../../ui/index.ts';
import { type NewBuilderForm, OWN_ADDRESS } from './form.ts';

interface WhereFieldsProps {
  readonly form: UseFormReturn<NewBuilderForm>;
  readonly engines: Readonly<Record<string, EngineItem>>;
  readonly current: string;
}

/** Which Engine the builder lives on: one of the docker contexts, or an address. */
export function WhereFields({ form, engines, current }: WhereFieldsProps): ReactNode {
  const { watch, setValue, register, formState } = form;
  const endpoint = watch('endpoint');
  const unreadable = useEngine().problems.length;
  const options: readonly SelectOption[] = [
    ...Object.values(engines).map((engine) => ({
      value: engine.context,
      label: engineName(engine.context, engine.host),
      hint: `${engine.context === current ? 'current context, ' : ''}${isLocal(engine.host) ? engine.host : hostWords(engine.host)}${engine.state.kind === 'down' ? ', does not answer' : ''}`,
    })),
    { value: OWN_ADDRESS, label: 'Another address', hint: 'An Engine that no docker context names' },
  ];
  return (
    <>
      <SelectField
        label="Where"
        value={endpoint}
        onChange={(value) => setValue('endpoint', value, { shouldValidate: formState.isSubmitted, shouldDirty: true })}
        options={options}
        error={formState.errors.endpoint?.message}
        hint={
          unreadable === 0
            ? 'The Docker Engine that runs its container.'
            : `The Docker Engine that runs its container. ${count(unreadable, 'docker context')} cannot be read and ${unreadable === 1 ? 'is' : 'are'} missing here.`
        }
      />
      {endpoint === OWN_ADDRESS ? (
        <TextField
          label="Address"
          mono
          placeholder="ssh://me@build-server"
          error={formState.errors.url?.message}
          hint="unix://, npipe://, tcp:// or ssh://"
          {...register('url')}
        />
      ) : null}
    </>
  );
}
