export { type BuilderActions, builderActions } from './actions.ts';
export { BuilderPage } from './builder-page.tsx';
export { BuildersPage } from './builders-page.tsx';
export { NewBuilderSheet } from './new-builder/new-builder-sheet.tsx';
export { OperationProgress } from './operation-progress.tsx';
export { RemoveDialog } from './remove-dialog.tsx';
export { StepBar } from './step-bar.tsx';
export { StopDialog } from './stop-dialog.tsx';
