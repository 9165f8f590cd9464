import { createApp } from 'vue';
import App from './App.vue';
import './shell/base.css';
import { keepShell } from './shell/keep-shell.ts';
import { provideShell } from './shell/shell.ts';

const app = createApp(App);
provideShell(app);
app.mount('#app');
if (import.meta.env.PROD) keepShell();
