// Puts the window on the page: fonts, tokens, theme, then the app. Nothing else happens here.
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { makeNoFunctions } from './ui/page-policy.ts';
import { followTheme } from './ui/theme-choice.ts';

makeNoFunctions();
followTheme();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
