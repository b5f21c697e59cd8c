// What the pointer does on the canvas.
import Hand from '@lucide/svelte/icons/hand';
import ZoomIn from '@lucide/svelte/icons/zoom-in';
import { type Tool } from '../canvas/gestures.ts';
import { t } from '../i18n/index.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

function tool(name: Tool, title: 'studio.hand' | 'studio.zoomTool', icon: Command['icon'], shortcut: string): Command {
  return {
    id: `tool.${name}`,
    title: () => t(title),
    icon,
    shortcut,
    menu: 'view',
    when: pictureShown,
    checked: () => studio.tool === name,
    run: () => (studio.tool = name),
  };
}

export const handTool = { ...tool('hand', 'studio.hand', Hand, 'h'), startsGroup: true };
export const zoomTool = tool('zoom', 'studio.zoomTool', ZoomIn, 'z');
