import type { ReactNode } from 'react';
import type { NodeContainer, NodeItem } from '../../../shared/contract/index.ts';
import { formatLimit } from '../../../shared/options/index.ts';
import { coreCount, useNow } from '../../app/index.ts';
import { Notice } from '../../ui/index.ts';
import { Facts } from '../facts.tsx';
import { cpuLimit, memoryLimit } from '../limits.ts';
import styles from './inspect.module.css';
import { Time } from './inspect-tab.tsx';

/** What the Engine says of the container: limits in effect, times, and the networks that it is really on. */
export function ContainerFacts({ node, driver }: { readonly node: NodeItem; readonly driver: string }): ReactNode {
  const { container } = node;
  if (container === undefined) {
    const why =
      driver !== 'docker-container'
        ? 'It has no container of its own.'
        : node.status === 'error'
          ? 'Not known: its Engine does not answer.'
          : 'There is none yet. The first start makes it.';
    return <p className={styles.quiet}>{why}</p>;
  }
  return (
    <>
      {container.oomKilled ? (
        <Notice look="amber" title="It was killed once because its memory was full">
          <p>Builds that ran then failed. A higher memory limit avoids it.</p>
        </Notice>
      ) : null}
      <Present container={container} stateVolume={node.stateVolume} />
    </>
  );
}

interface PresentProps {
  readonly container: NodeContainer;
  readonly stateVolume: string | undefined;
}

function Present({ container, stateVolume }: PresentProps): ReactNode {
  const now = useNow(5000);
  const memory = memoryLimit(container);
  const cpus = cpuLimit(container);
  const time = (at: number | undefined) => (at === undefined || at <= 0 ? 'never' : <Time at={at} now={now} />);
  return (
    <Facts
      facts={[
        ['Name', <code key="v">{container.name}</code>],
        ['Id', <code key="v">{container.id.slice(0, 12)}</code>],
        ['Image', <code key="v">{container.image}</code>],
        ['Image id', <code key="v">{container.imageId.replace('sha256:', '').slice(0, 12)}</code>],
        ['State', container.state],
        ['Made', time(container.createdAt)],
        ['Started', time(container.startedAt)],
        ['Ended', time(container.finishedAt)],
        ['Memory limit', memory === undefined ? 'none' : formatLimit(memory)],
        ['Memory and swap', swapWords(container)],
        ['CPU limit', cpus === undefined ? 'none' : coreCount(cpus)],
        ['CPU share', container.cpuShares === 0 ? 'usual (1024)' : String(container.cpuShares)],
        ['Cores', container.cpusetCpus === '' ? 'any' : container.cpusetCpus],
        ['Memory nodes', container.cpusetMems === '' ? 'any' : container.cpusetMems],
        [
          'Cgroup parent',
          container.cgroupParent === '' ? 'the Engine’s own' : <code key="v">{container.cgroupParent}</code>,
        ],
        ['Restarts', container.restartPolicy === '' ? 'no' : container.restartPolicy],
        ['Network asked for', <code key="v">{container.networkMode}</code>],
        [
          'Networks it is on',
          container.networks.length === 0
            ? 'none now'
            : container.networks.map(({ name, address }) => (
                <span key={name}>
                  <code>{name}</code> <span className={styles.quiet}>{address === '' ? 'no address' : address}</span>
                </span>
              )),
        ],
        ['State volume', stateVolume === undefined ? 'not known' : <code key="v">{stateVolume}</code>],
      ]}
    />
  );
}

function swapWords({ memory, memorySwap }: NodeContainer): string {
  if (memorySwap < 0) return 'no limit';
  if (memorySwap === 0) return memory === 0 ? 'no limit' : formatLimit(memory * 2);
  return `${formatLimit(memorySwap)} together`;
}
