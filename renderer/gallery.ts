// Starts the interface.
import './zod-config.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './theme.css';
import './base.css';
import './floating.css';
import { mount } from 'svelte';
import App from './Gallery.svelte';

// The token has become a cookie; it should not stand in the address bar or be copied from there.
if (location.search) history.replaceState(null, '', location.pathname + location.hash);

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
