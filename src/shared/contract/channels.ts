/** Channel names alone: the preload imports nothing else, so that no schema library gets into it. */

/** Invoke: `{name, input}`, answered by `Reply`. */
export const REQUEST_CHANNEL = 'slipway:request';
/** Invoke: `{subscription, topic, param}`. */
export const SUBSCRIBE_CHANNEL = 'slipway:subscribe';
/** Invoke: `{subscription}`. */
export const UNSUBSCRIBE_CHANNEL = 'slipway:unsubscribe';
/** Main to renderer: an array of `TopicMessage`, at most one array a frame. */
export const TOPICS_CHANNEL = 'slipway:topics';
/** Invoke: the page has taken the last array of `TopicMessage` and is ready for the next. Until then main gathers. */
export const TAKEN_CHANNEL = 'slipway:taken';
/** Main to renderer: one `AppCommand`, sent by a menu, a deep link or a dropped file on the dock. */
export const COMMAND_CHANNEL = 'slipway:command';
/** Name under which the preload exposes `SlipwayBridge` in the page. */
export const BRIDGE_NAME = 'slipway';
