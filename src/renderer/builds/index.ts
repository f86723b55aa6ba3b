export { BuildsPage } from './list/builds-page.tsx';
export { BuildPage } from './view/build-page.tsx';
