import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue()],
  build: {
    // Nothing inlined: the page's policy allows scripts, styles and images of its own origin only.
    assetsInlineLimit: 0,
    outDir: 'dist',
    emptyOutDir: true,
  },
});
