export { announce } from './announcer.tsx';
export { ask, request } from './bridge.ts';
export { type EngineView, endpointWords, engineName, hostWords, isLocal, useEngine } from './engines.ts';
export { type KeyBinding, useKeys } from './keys.ts';
export { back, closeOverlay, navigate, type Overlay, openOverlay, type Place, replacePlace } from './navigation.ts';
export { useNow } from './now.ts';
export { topicHandle, type TopicView, useTopic, useTopicItem, useTopicPart } from './topics.ts';
