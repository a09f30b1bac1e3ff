/** Something to look at or to listen to, ready to be kept with a run. */
export interface Media {
  bytes: Uint8Array;
  mediaType: string;
  /** With its dot, e.g. `.png`. */
  extension: string;
}

const encoder = new TextEncoder();

export const textMedia = (text: string, mediaType: string, extension: string): Media => ({
  bytes: encoder.encode(text),
  mediaType,
  extension
});

export const jsonMedia = (value: unknown, mediaType: string, extension = '.json'): Media =>
  textMedia(JSON.stringify(value), mediaType, extension);
