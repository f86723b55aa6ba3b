import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { TopicItem, TopicName, TopicParam } from '../../shared/contract/index.ts';
import { bridge } from './bridge.ts';
import { createTopicClient, type TopicClient, type TopicHandle, type TopicView } from './topic-client.ts';

type ParamOf<Name extends TopicName> = TopicParam<Name> extends undefined ? [] : [TopicParam<Name>];

let client: TopicClient | undefined;

/** The page's one handle of a topic, for code outside React. */
export function topicHandle<Name extends TopicName>(name: Name, ...param: ParamOf<Name>): TopicHandle<Name> {
  client ??= createTopicClient(bridge());
  return client.topic(name, param[0] as TopicParam<Name>);
}

/** Subscribes while the component is mounted: `useTopic('builders')`, `useTopic('build', key)`. */
export function useTopic<Name extends TopicName>(name: Name, ...param: ParamOf<Name>): TopicView<Name> {
  return useTopicPart(name, (view) => view, ...param);
}

/** A part of a topic; the component is drawn again only when the part changes (compared shallowly). */
export function useTopicPart<Name extends TopicName, Part>(
  name: Name,
  select: (view: TopicView<Name>) => Part,
  ...param: ParamOf<Name>
): Part {
  const handle = topicHandle(name, ...param);
  useEffect(() => handle.hold(), [handle]);
  return useStore(handle.store, useShallow(select));
}

/** One item of a topic, undefined while it is not there. */
export function useTopicItem<Name extends TopicName>(
  name: Name,
  id: string,
  ...param: ParamOf<Name>
): TopicItem<Name> | undefined {
  const handle = topicHandle(name, ...param);
  useEffect(() => handle.hold(), [handle]);
  return useStore(handle.store, (view) => view.items[id]);
}

export type { TopicView };
