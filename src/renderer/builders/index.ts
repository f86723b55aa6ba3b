export { type BuilderActions, builderActions } from './actions.ts';
export { BuilderPage } from './builder-page.tsx';
export { BuildersPage } from './builders-page.tsx';
export { NewBuilderSheet } from './new-builder/new-builder-sheet.tsx';
export { RemoveDialog } from './remove-dialog.tsx';
export { StopDialog } from './stop-dialog.tsx';
