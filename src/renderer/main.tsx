import './app/style-nonce.ts';

import './app/zod-jitless.ts';

import './ui/tokens.css';

import './ui/base.css';

import './ui/type.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
