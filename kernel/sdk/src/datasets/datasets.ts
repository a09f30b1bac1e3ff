import { basename } from 'node:path';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { Dataset as DatasetRecord, DatasetVersion } from '@atelier-ml/api';
import { displaySymbol, formatBytes, formatTime, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { parseReference } from '../workspace/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import { Dataset } from './dataset.ts';
import { writeRows } from './rows.ts';
import type { DataRow } from './rows.ts';

export interface SaveDatasetOptions {
  description?: string;
  tags?: Record<string, string>;
  /** What is new in this version. */
  note?: string;
  /** Name of the content; its ending tells the format. A path's own name when left out. */
  filename?: string;
  format?: DatasetVersion['format'];
}

/** The datasets of a workspace. */
export interface Datasets {
  /** @param reference `name` for the newest version, `name:2` for one @throws AtelierError `not-found` */
  get<Row extends object = DataRow>(reference: string): Promise<Dataset<Row>>;
  /**
   * Registers rows, bytes or a file as a new version, and the dataset with it when it is new.
   * Content that a version already has makes no new one: that version is the answer.
   */
  save<Row extends object = DataRow>(
    name: string,
    content: readonly Row[] | Uint8Array | string,
    options?: SaveDatasetOptions
  ): Promise<Dataset<Row>>;
  list(search?: string): Promise<DatasetRecord[] & Displayable>;
}

const previewRows = 8;

export function createDatasets(scope: WorkspaceScope): Datasets {
  const { client } = scope;

  const open = async <Row extends object>(name: string, version: DatasetVersion) => {
    const params = { ...scope.params, dataset: version.datasetId, version: version.version };
    const preview =
      version.format === 'file'
        ? null
        : await client.datasets.versions.preview({ params, query: { limit: previewRows } });
    const uri = await scope.uri(`datasets/${encodeURIComponent(name)}:${version.version}`);
    return new Dataset<Row>({ scope, name, uri, version, preview });
  };

  const addVersion = async (
    name: string,
    content: { sha256: string; filename: string; format?: DatasetVersion['format']; note?: string },
    { description, tags }: SaveDatasetOptions
  ): Promise<DatasetVersion> => {
    const add = () =>
      client.datasets.versions.create({
        params: { ...scope.params, dataset: name },
        body: content
      });
    try {
      return await add();
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code !== 'not-found') {
        throw error;
      }
    }
    try {
      const body = { name, description, tags, content };
      return (await client.datasets.create({ params: scope.params, body })).latest;
    } catch (error) {
      // Somebody else registered the name in the meantime.
      if (hasCode(error, 'already-exists')) {
        return add();
      }
      throw error;
    }
  };

  return {
    async get(reference) {
      const { name, version } = parseReference(reference, 'datasets');
      const found = await client.datasets.versions.get({
        params: {
          ...scope.params,
          dataset: name,
          version: version === undefined ? 'latest' : asNumber(version, reference)
        }
      });
      return open(name, found);
    },
    async save(name, content, options = {}) {
      const isRows = Array.isArray(content);
      const bytes = isRows ? writeRows(content as DataRow[]) : (content as Uint8Array | string);
      const filename =
        options.filename ??
        (typeof bytes === 'string' ? basename(bytes) : isRows ? `${name}.csv` : name);
      const version = await addVersion(
        name,
        { sha256: await scope.upload(bytes), filename, format: options.format, note: options.note },
        options
      );
      return open(name, version);
    },
    async list(search) {
      const { items } = await client.datasets.list({
        params: scope.params,
        query: { search, limit: 1000 }
      });
      return Object.assign(items, { [displaySymbol]: () => listBundle(items) });
    }
  };
}

function asNumber(version: string, reference: string): number {
  const number = Number(version);
  if (!Number.isInteger(number) || number < 1) {
    throw new AtelierError('invalid-input', `“${reference}” names no version of a dataset.`, {
      remedy: 'Write name:2 for version 2, or the name alone for the newest version.'
    });
  }
  return number;
}

const listBundle = (items: readonly DatasetRecord[]) =>
  tableBundle({
    title: 'Datasets',
    columns: ['name', 'version', 'rows', 'size', 'changed', 'description'],
    rows: items.map(({ name, latest, updatedAt, description }) => [
      name,
      latest.version,
      latest.rowCount ?? '',
      formatBytes(latest.size),
      formatTime(updatedAt),
      description
    ]),
    ...(items.length === 0 && {
      footer: 'There are none yet: datasets.save(name, rows) makes one.'
    })
  });
