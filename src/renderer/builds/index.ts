export { BuildsPage } from './list/builds-page.tsx';
export { DropFolder } from './new-build/drop-folder.tsx';
export { NewBuildSheet } from './new-build/new-build-sheet.tsx';
export { BuildPage } from './view/build-page.tsx';
