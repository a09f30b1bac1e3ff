import { MEDIA } from '@atelier-ml/api';
import {
  audioMedia,
  confusionMedia,
  encodePng,
  histogramMedia,
  imageMedia,
  imageOf,
  isImageText,
  jsonMedia,
  prMedia,
  rocMedia,
  tableMedia,
  textMedia
} from '../media/index.ts';
import type {
  AudioContent,
  AudioOptions,
  ConfusionContent,
  CurveContent,
  HistogramContent,
  ImageContent,
  Media,
  TableContent
} from '../media/index.ts';
import type { ArtifactCopy } from '../journal/index.ts';
import { mediaTypeOf } from './artifact-path.ts';

/** An artifact of which the run has a copy. */
export type KeptArtifact = ArtifactCopy & { path: string };

export interface MediaOptions {
  /** Place on the x axis of the metrics: the same name can be logged at many steps. */
  step?: number;
}

/** A Vega-Lite specification, or something that gives one, e.g. a chart of vega-lite-api. */
export type FigureContent = object | string;

const views = ['mark', 'layer', 'concat', 'hconcat', 'vconcat', 'repeat', 'facet', 'spec'];

function specificationOf(content: FigureContent): object {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const spec = JSON.parse(text) as Record<string, unknown>;
  if (spec === null || typeof spec !== 'object' || !views.some(view => view in spec)) {
    throw new Error(`a Vega-Lite specification has one of ${views.join(', ')}`);
  }
  return spec;
}

/** `name` with the ending of its kind; a step becomes a file of its own below the name. */
export function mediaPath(name: string, extension: string, step: number | undefined): string {
  const stem = name.toLowerCase().endsWith(extension) ? name.slice(0, -extension.length) : name;
  if (step === undefined) {
    return `${stem}${extension}`;
  }
  const digits = String(Math.abs(step)).padStart(6, '0');
  return `${stem}/${step < 0 ? '-' : ''}${digits}${extension}`;
}

/**
 * What a run logs beside numbers. Each call keeps a copy under the name that it is given and
 * answers where; like `log`, none throws: what can't be kept is warned of, and the answer is
 * undefined.
 */
export abstract class RunMedia {
  /** Keeps what `make` gives; `call` names the call in warnings. */
  protected abstract keep(
    call: string,
    name: string,
    make: () => Media | string | Promise<Media>,
    options: MediaOptions
  ): Promise<KeptArtifact | undefined>;

  /** Text; an ending of the name tells its kind, e.g. `notes.md` or `page.html`. */
  text(name: string, text: string, options: MediaOptions = {}) {
    const extension = /\.\w{1,8}$/.exec(name)?.[0].toLowerCase() ?? '.txt';
    const type = mediaTypeOf(extension);
    const mediaType = type === 'application/octet-stream' ? 'text/plain' : type;
    return this.keep('text', name, () => textMedia(String(text), mediaType, extension), options);
  }

  /**
   * An image: the path or the bytes of a file, SVG as text, a `data:` address, a canvas, or pixels
   * `{ data, width, height }` of 1 to 4 channels of a byte.
   */
  image(name: string, image: ImageContent, options: MediaOptions = {}) {
    const make = () => {
      if (typeof image === 'string' && !isImageText(image)) {
        return image;
      }
      return image instanceof Uint8Array ? imageOf(image) : imageMedia(image, encodePng);
    };
    return this.keep('image', name, make, options);
  }

  /** @example run.figure('residuals', { data: { values }, mark: 'point', encoding }); */
  figure(name: string, specification: FigureContent, options: MediaOptions = {}) {
    const make = () => jsonMedia(specificationOf(specification), MEDIA.figure, '.vl.json');
    return this.keep('figure', name, make, options);
  }

  /** Rows as objects, columns by name, or `{ columns, data }` row by row. */
  table(name: string, table: TableContent, options: MediaOptions = {}) {
    return this.keep('table', name, () => tableMedia(table), options);
  }

  /** Values, which are counted in `bins` bins (64 when left out), or `{ edges, counts }`. */
  histogram(
    name: string,
    values: HistogramContent,
    options: MediaOptions & { bins?: number } = {}
  ) {
    return this.keep('histogram', name, () => histogramMedia(values, options), options);
  }

  /** `{ actual, predicted }` classes row by row, or `{ labels, counts }`. */
  confusionMatrix(name: string, content: ConfusionContent, options: MediaOptions = {}) {
    return this.keep('confusionMatrix', name, () => confusionMedia(content), options);
  }

  /** @example run.rocCurve('roc', { actual: [0, 1, 1], scores: [0.2, 0.9, 0.6] }); */
  rocCurve(name: string, content: CurveContent, options: MediaOptions = {}) {
    return this.keep('rocCurve', name, () => rocMedia(content), options);
  }

  /** Precision over recall. */
  prCurve(name: string, content: CurveContent, options: MediaOptions = {}) {
    return this.keep('prCurve', name, () => prMedia(content), options);
  }

  /** Samples from -1 to 1, one list a channel if there are several, or the bytes of a file. */
  audio(name: string, audio: AudioContent, options: MediaOptions & AudioOptions = {}) {
    return this.keep('audio', name, () => audioMedia(audio, options), options);
  }
}
