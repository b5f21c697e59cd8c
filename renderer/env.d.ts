// What the page finds around it: the shell's bridge when it runs in Electron.
import { type AtelierBridge } from '#contract/bridge.ts';

declare global {
  interface Window {
    atelier?: AtelierBridge;
  }
}
