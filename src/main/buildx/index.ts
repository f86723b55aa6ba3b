/** The store on disk that Slipway shares with the buildx CLI. */
export { encodeInstance } from './instance-codec.ts';
export { nextNodeName, validateName } from './names.ts';
export { openStore, storeDirOf } from './store.ts';
export { suggestName } from './suggest-name.ts';
export type * from './types.ts';
