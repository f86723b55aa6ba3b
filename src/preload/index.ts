import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  BRIDGE_NAME,
  COMMAND_CHANNEL,
  REQUEST_CHANNEL,
  SUBSCRIBE_CHANNEL,
  TAKEN_CHANNEL,
  TOPICS_CHANNEL,
  UNSUBSCRIBE_CHANNEL,
} from '../shared/contract/channels.ts';
import type { AppCommand, SlipwayBridge, TopicMessage } from '../shared/contract/index.ts';

/** Hands on the payload alone: the event object, which holds the sender, never reaches the page. */
function listen<Payload>(channel: string, listener: (payload: Payload) => void): () => void {
  const handler = (_event: unknown, payload: Payload) => listener(payload);
  ipcRenderer.on(channel, handler);
  return () => {
    ipcRenderer.removeListener(channel, handler);
  };
}

/** Commands that came before the page listened: a link can open the app, and the page is not there yet. */
const early: AppCommand[] = [];
let commandListener: ((command: AppCommand) => void) | undefined;
listen<AppCommand>(COMMAND_CHANNEL, (command) => {
  if (commandListener === undefined) early.push(command);
  else commandListener(command);
});

/** The longest that main is kept waiting for the page to draw, in milliseconds: a page that is not seen does not draw. */
const LONGEST_FRAME = 250;

/**
 * Asks main for more once the page has drawn what came last, so that nothing piles up before a page that is slow.
 * What changes meanwhile, main sends as one.
 */
function takeMore(): void {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    clearTimeout(timer);
    void ipcRenderer.invoke(TAKEN_CHANNEL, null);
  };
  const timer = setTimeout(tell, LONGEST_FRAME);
  requestAnimationFrame(tell);
}

const bridge: SlipwayBridge = {
  request: (name, input) => ipcRenderer.invoke(REQUEST_CHANNEL, { name, input }),
  subscribe: (subscription, topic, param) => ipcRenderer.invoke(SUBSCRIBE_CHANNEL, { subscription, topic, param }),
  unsubscribe: (subscription) => ipcRenderer.invoke(UNSUBSCRIBE_CHANNEL, { subscription }),
  onTopics: (listener) =>
    listen<readonly TopicMessage[]>(TOPICS_CHANNEL, (messages) => {
      takeMore();
      listener(messages);
    }),
  onCommand: (listener) => {
    commandListener = listener;
    for (const command of early.splice(0)) listener(command);
    return () => {
      if (commandListener === listener) commandListener = undefined;
    };
  },
  pathForFile: async (file) => webUtils.getPathForFile(file as File),
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
