import type { ReactNode } from 'react';
import { SelectField, type SelectOption } from '../../ui/index.ts';
import type { Networks } from './use-networks.ts';

const USUAL = '.usual';

interface NetworkFieldProps {
  readonly value: string;
  readonly onChange: (network: string) => void;
  readonly networks: Networks;
  readonly error: string | undefined;
}

/** The network that the builder's container joins, picked from those that the Engine has. */
export function NetworkField({ value, onChange, networks, error }: NetworkFieldProps): ReactNode {
  const list = networks.kind === 'known' ? networks.networks : [];
  const options: readonly SelectOption[] = [
    { value: USUAL, label: 'Docker’s usual one', hint: 'bridge' },
    ...list
      .filter((network) => network.name !== 'bridge' && network.name !== 'none')
      .map((network) => ({
        value: network.name,
        label: network.name === 'host' ? 'host: the machine’s own' : network.name,
        hint: [network.driver, ...network.subnets, network.internal ? 'no way out of it' : '']
          .filter((part) => part !== '')
          .join(', '),
      })),
  ];
  return (
    <SelectField
      label="Network"
      value={value === '' ? USUAL : value}
      onChange={(next) => onChange(next === USUAL ? '' : next)}
      options={options}
      error={error}
      hint={
        networks.kind === 'unreachable'
          ? 'Others are known once that Engine answers.'
          : networks.kind === 'loading'
            ? 'Asking the Engine for its networks.'
            : networks.kind === 'failed'
              ? `The Engine’s networks are not known: ${networks.failure.title}`
              : 'How its builds reach registries and other containers.'
      }
    />
  );
}
