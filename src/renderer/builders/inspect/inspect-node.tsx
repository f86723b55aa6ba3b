import type { ReactNode } from 'react';
import { maskValue } from '../../../shared/actions/index.ts';
import type { BuilderItem, EngineItem, NodeItem } from '../../../shared/contract/index.ts';
import { endpointWords } from '../../app/index.ts';
import { Card, FailureNotice, StatusGlyph } from '../../ui/index.ts';
import { Facts } from '../facts.tsx';
import { Platforms } from '../platforms.tsx';
import { nodeGlyph } from '../words.ts';
import { ContainerFacts } from './container-facts.tsx';
import { GcPolicy } from './gc-policy.tsx';
import styles from './inspect.module.css';
import { NodeFiles } from './node-files.tsx';

interface InspectNodeProps {
  readonly node: NodeItem;
  readonly builder: BuilderItem;
  readonly engines: Readonly<Record<string, EngineItem>>;
}

/** All of one node. */
export function InspectNode({ node, builder, engines }: InspectNodeProps): ReactNode {
  return (
    <Card
      title={
        <span className={styles.title}>
          <StatusGlyph status={nodeGlyph(node)} size={14} silent />
          Node {node.name}
        </span>
      }
      note={node.status}
    >
      {node.failure === undefined ? null : (
        <div className={styles.failure}>
          <FailureNotice failure={node.failure} />
        </div>
      )}
      <div className={styles.columns}>
        <div>
          <h3 className={styles.head}>As stored</h3>
          <Facts
            facts={[
              ['Name', <code key="v">{node.name}</code>],
              [
                'Endpoint',
                <span key="v">
                  <code>{node.endpoint}</code>{' '}
                  <span className={styles.quiet}>({endpointWords(node.endpoint, engines)})</span>
                </span>,
              ],
              ['Driver options', <Pairs key="v" pairs={node.driverOptions} none="none" />],
              [
                'BuildKit flags',
                node.flags.length === 0 ? 'none' : node.flags.map((flag) => <code key={flag}>{flag}</code>),
              ],
              ['Proxy', <Pairs key="v" pairs={node.proxy} none="none" />],
              ['Files', node.files.length === 0 ? 'none' : <NodeFiles key="v" builder={builder.name} node={node} />],
            ]}
          />
          <h3 className={styles.head}>BuildKit</h3>
          <Facts
            facts={[
              ['Status', node.status],
              [
                'Version',
                node.buildkitVersion === undefined ? 'not known' : <code key="v">{node.buildkitVersion}</code>,
              ],
              ['Platforms', node.platforms.length === 0 ? 'not known' : <Platforms key="v" nodes={[node]} all />],
              ['Features', <Features key="v" features={node.features} />],
              ['Labels', <Pairs key="v" pairs={node.labels} none="none" />],
              ['Devices', <Devices key="v" node={node} />],
            ]}
          />
        </div>
        <div>
          <h3 className={styles.head}>Container</h3>
          <ContainerFacts node={node} driver={builder.driver} />
        </div>
      </div>
      <h3 className={styles.head}>What BuildKit cleans up by itself</h3>
      <GcPolicy rules={node.gcPolicy} />
    </Card>
  );
}

function Pairs({
  pairs,
  none,
}: {
  readonly pairs: Readonly<Record<string, string>>;
  readonly none: string;
}): ReactNode {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return none;
  return entries.map(([key, value]) => (
    <code key={key}>
      {key}="{maskValue(key.replace(/^env\./, ''), value)}"
    </code>
  ));
}

function Features({ features }: { readonly features: Readonly<Record<string, boolean>> }): ReactNode {
  const entries = Object.entries(features);
  if (entries.length === 0) return 'not known';
  return entries.map(([feature, on]) => (
    <span key={feature} className={styles.feature}>
      <StatusGlyph status={on ? 'done' : 'cancelled'} size={13} word={on ? 'yes:' : 'no:'} />
      {feature}
    </span>
  ));
}

function Devices({ node }: { readonly node: NodeItem }): ReactNode {
  if (node.devices.length === 0) return 'none';
  return node.devices.map((device) => (
    <span key={device.name}>
      <code>{device.name}</code>{' '}
      <span className={styles.quiet}>
        {[
          device.autoAllow ? 'allowed without asking' : 'asks',
          device.onDemand ? 'on demand' : '',
          ...Object.entries(device.annotations).map(([key, value]) => `${key}: ${value}`),
        ]
          .filter((part) => part !== '')
          .join(', ')}
      </span>
    </span>
  ));
}
