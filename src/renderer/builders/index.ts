export { type BuilderActions, builderActions } from './actions.ts';
export { BuilderPage } from './builder-page.tsx';
export { BuildersPage } from './builders-page.tsx';
export { runningNow } from './builds-of.ts';
export { NewBuilderSheet } from './new-builder/new-builder-sheet.tsx';
export { RemoveDialog } from './remove-dialog.tsx';
export { RunningGlyph } from './running-build.tsx';
export { StopDialog } from './stop-dialog.tsx';
