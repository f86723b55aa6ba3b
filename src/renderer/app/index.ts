export { announce } from './announcer.tsx';
export { ask, request } from './bridge.ts';
export { RetryButton } from './engine-banner.tsx';
export { type EngineView, endpointWords, engineName, hostWords, isLocal, useEngine } from './engines.ts';
export { ago, coreCount, cores, count, listed, liveCores, runningFor } from './format.ts';
export { type KeyBinding, useKeys } from './keys.ts';
export { navigate, type Overlay, openOverlay, type Place } from './navigation.ts';
export { useNow } from './now.ts';
export { type TopicView, topicHandle, useTopic, useTopicItem, useTopicPart } from './topics.ts';
