import type { Media } from './media.ts';

export interface AudioOptions {
  /** Samples a second; 44,100 when left out. Not used for a file that is encoded already. */
  sampleRate?: number;
}

/** One channel, or one list a channel, from -1 to 1; or the bytes of an audio file. */
export type AudioContent = Float32Array | readonly Float32Array[] | Uint8Array | ArrayBuffer;

const ascii = (bytes: Uint8Array, from: number, text: string) =>
  [...text].every((letter, index) => bytes[from + index] === letter.charCodeAt(0));

function encodedAs(bytes: Uint8Array): Pick<Media, 'mediaType' | 'extension'> {
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WAVE')) {
    return { mediaType: 'audio/wav', extension: '.wav' };
  }
  if (ascii(bytes, 0, 'OggS')) {
    return { mediaType: 'audio/ogg', extension: '.ogg' };
  }
  if (ascii(bytes, 0, 'fLaC')) {
    return { mediaType: 'audio/flac', extension: '.flac' };
  }
  if (ascii(bytes, 4, 'ftyp')) {
    return { mediaType: 'audio/mp4', extension: '.m4a' };
  }
  if (ascii(bytes, 0, 'ID3') || (bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0)) {
    return { mediaType: 'audio/mpeg', extension: '.mp3' };
  }
  throw new Error('these bytes are no WAV, Ogg, FLAC, MP4 or MP3; give samples as Float32Array');
}

/** Linear PCM of 16 bits in a RIFF container. */
function wave(channels: readonly Float32Array[], sampleRate: number): Uint8Array {
  const count = channels[0]?.length ?? 0;
  if (channels.some(({ length }) => length !== count) || channels.length === 0) {
    throw new Error('all channels need the same number of samples');
  }
  const frame = channels.length * 2;
  const bytes = new Uint8Array(44 + count * frame);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) =>
    [...value].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frame, true);
  view.setUint16(32, frame, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, count * frame, true);
  let at = 44;
  for (let index = 0; index < count; index++) {
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[index] || 0));
      view.setInt16(at, Math.round(sample * 0x7fff), true);
      at += 2;
    }
  }
  return bytes;
}

export function audioMedia(
  content: AudioContent,
  { sampleRate = 44_100 }: AudioOptions = {}
): Media {
  if (content instanceof Uint8Array || content instanceof ArrayBuffer) {
    const bytes = new Uint8Array(content as ArrayBuffer);
    return { bytes, ...encodedAs(bytes) };
  }
  const channels = content instanceof Float32Array ? [content] : content;
  return { bytes: wave(channels, sampleRate), mediaType: 'audio/wav', extension: '.wav' };
}
