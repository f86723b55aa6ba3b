import type { ReactNode } from 'react';
import type { BuilderItem } from '../../../shared/contract/index.ts';
import { SelectField, type SelectOption } from '../../ui/index.ts';

interface BuilderSelectProps {
  readonly builders: readonly BuilderItem[];
  readonly value: string;
  readonly onChange: (builder: string) => void;
  readonly error: string | undefined;
}

/** The builder that builds: the current one first, then the others by name, those of Docker itself last. */
export function BuilderSelect({ builders, value, onChange, error }: BuilderSelectProps): ReactNode {
  const chosen = builders.find((builder) => builder.name === value);
  return (
    <SelectField
      label="Builder"
      value={value}
      onChange={onChange}
      placeholder="Choose a builder"
      options={sorted(builders).map(optionOf)}
      error={error}
      hint={chosen === undefined ? undefined : startWords(chosen)}
    />
  );
}

export function sorted(builders: readonly BuilderItem[]): readonly BuilderItem[] {
  const rank = (builder: BuilderItem) => (builder.current ? 0 : builder.implicit ? 2 : 1);
  return [...builders].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

function optionOf(builder: BuilderItem): SelectOption {
  const hints = [
    builder.current ? 'Current' : '',
    builder.implicit ? 'part of Docker Engine' : '',
    stateWords(builder),
  ];
  const hint = hints.filter((part) => part !== '').join(', ');
  return {
    value: builder.name,
    label: builder.name,
    ...(builder.status === 'error'
      ? { off: builder.failure?.title ?? 'Its Engine does not answer.' }
      : hint === ''
        ? {}
        : { hint: hint.charAt(0).toUpperCase() + hint.slice(1) }),
  };
}

function stateWords(builder: BuilderItem): string {
  switch (builder.status) {
    case 'running':
      return 'running';
    case 'stopped':
      return 'stopped, will be started';
    case 'inactive':
      return 'not made yet, will be made';
    case 'loading':
    case 'error':
      return '';
  }
}

function startWords(builder: BuilderItem): string | undefined {
  if (builder.status === 'stopped') return 'It is stopped: the build starts it first.';
  if (builder.status === 'inactive') return 'Its container is not there yet: the build makes it first.';
  return builder.current ? 'The one that docker buildx uses now.' : undefined;
}
