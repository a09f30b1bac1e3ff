import type { Media } from './media.ts';
import { textMedia } from './media.ts';

/** Pixels row by row, one byte a channel: grey, grey with alpha, RGB or RGBA. */
export interface Pixels {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** What draws, as browsers and the packages of Node have it. */
export interface CanvasLike {
  toBuffer?(mediaType: string): Uint8Array;
  encode?(format: 'png'): Promise<Uint8Array>;
  convertToBlob?(): Promise<Blob>;
  toBlob?(done: (blob: Blob | null) => void): void;
}

/** The bytes of an image file, an SVG as text, a `data:` address, a canvas, or pixels. */
export type ImageContent = Uint8Array | ArrayBuffer | Blob | string | CanvasLike | Pixels;

const signatures: [string, string, number[]][] = [
  ['image/png', '.png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', '.jpg', [0xff, 0xd8, 0xff]],
  ['image/gif', '.gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/bmp', '.bmp', [0x42, 0x4d]]
];

/** Tells the kind of an image by how it begins. */
export function imageOf(bytes: Uint8Array): Media {
  for (const [mediaType, extension, start] of signatures) {
    if (start.every((byte, index) => bytes[index] === byte)) {
      return { bytes, mediaType, extension };
    }
  }
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') {
    return { bytes, mediaType: 'image/webp', extension: '.webp' };
  }
  if (/^(\u00ef\u00bb\u00bf)?\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/.test(head) && /<svg/.test(head)) {
    return { bytes, mediaType: 'image/svg+xml', extension: '.svg' };
  }
  throw new Error('this is no PNG, JPEG, GIF, BMP, WebP or SVG image');
}

/** Whether a text is an image itself and not the path of one. */
export const isImageText = (text: string): boolean => /^\s*<|^data:image\//.test(text);

function ofText(text: string): Media {
  const address = /^data:image\/[\w.+-]+(;base64)?[^,]*,(.*)$/s.exec(text.trim());
  if (!address) {
    return imageOf(textMedia(text, '', '').bytes);
  }
  const [, base64, payload] = address;
  const bytes = base64
    ? Uint8Array.from(atob(payload), letter => letter.charCodeAt(0))
    : textMedia(decodeURIComponent(payload), '', '').bytes;
  return imageOf(bytes);
}

async function ofCanvas(canvas: CanvasLike): Promise<Uint8Array> {
  if (canvas.toBuffer) {
    return canvas.toBuffer('image/png');
  }
  if (canvas.encode) {
    return canvas.encode('png');
  }
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob()
    : await new Promise<Blob | null>(resolve =>
        canvas.toBlob ? canvas.toBlob(resolve) : resolve(null)
      );
  if (!blob) {
    throw new Error('the canvas gave no image');
  }
  return new Uint8Array(await blob.arrayBuffer());
}

const isPixels = (content: object): content is Pixels =>
  'data' in content && 'width' in content && 'height' in content;

/** @param png encodes pixels */
export async function imageMedia(
  content: ImageContent,
  png: (pixels: Pixels) => Uint8Array
): Promise<Media> {
  if (typeof content === 'string') {
    return ofText(content);
  }
  if (content instanceof Uint8Array || content instanceof ArrayBuffer) {
    return imageOf(new Uint8Array(content as ArrayBuffer));
  }
  if (content instanceof Blob) {
    return imageOf(new Uint8Array(await content.arrayBuffer()));
  }
  return imageOf(isPixels(content) ? png(content) : await ofCanvas(content));
}
