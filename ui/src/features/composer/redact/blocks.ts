/** Shows a blurred part of a picture as the core will draw it: a few large blocks. Only drawn, never read, so any picture can be. */
import type { Attachment } from 'svelte/attachments';

import type { Area } from '../../../bindings/Area';
import { blockOf } from './area';

export function blocks(picture: HTMLImageElement | undefined, { x, y, width, height }: Area): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const side = blockOf({ width, height });
    canvas.width = Math.ceil(width / side);
    canvas.height = Math.ceil(height / side);
    const context = canvas.getContext('2d');
    if (picture === undefined || context === null) return;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, x, y, width, height, 0, 0, width / side, height / side);
  };
}
