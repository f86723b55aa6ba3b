/** Composes, runs, follows and lists builds. */
export { BuildNotes } from './build-notes.ts';
export { type BuildsOptions, BuildsService } from './builds-service.ts';
export { completePath } from './complete-path.ts';
export { defaultPlatformOf } from './default-platform.ts';
export { inspectProject } from './inspect-project.ts';
export { tokenSeedFolderOf } from './token-seed-folder.ts';
