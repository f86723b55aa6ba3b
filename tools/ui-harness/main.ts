/// <reference types="vite/client" />
import { scriptedBridge } from './scripted-bridge.ts';
import type { HarnessState } from './state.ts';

const files = import.meta.glob<{ readonly states: readonly HarnessState[] }>('./states/*.states.ts', { eager: true });
const states = Object.values(files).flatMap((file) => file.states);
const wanted = new URLSearchParams(location.search).get('state');
const state = states.find((each) => each.name === wanted);

if (state === undefined) {
  const list = document.createElement('ul');
  for (const { name } of states) {
    const link = document.createElement('a');
    link.href = `?state=${encodeURIComponent(name)}`;
    link.textContent = name;
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  document.body.replaceChildren(list);
} else {
  Object.assign(window, { slipway: scriptedBridge(state) });
  await import('../../src/renderer/main.tsx');
}
