import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { executeNotebook } from './execute-notebook.ts';
import { startKernel } from './kernel-process.ts';
import { LANGUAGES, languageOf, readNotebook } from './notebook-file.ts';
import { withParameters } from './parameters.ts';

const STOPPED = 143;

/** Executes a notebook from its first to its last cell: `notebook-runner NOTEBOOK [--language L]`. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { language: { type: 'string' } }
  });
  const file = positionals[0] ?? '';
  const { ATELIER_OUTPUTS: outputs = '.', ATELIER_PARAMS: paramsFile } = process.env;
  const notebook = await readNotebook(file);
  const language = LANGUAGES.find(each => each === values.language) ?? languageOf(notebook);
  const params = paramsFile
    ? (JSON.parse(readFileSync(paramsFile, 'utf8')) as Record<string, string>)
    : {};
  notebook.cells = withParameters(notebook, params, language);
  const kernel = startKernel(language, path.resolve(path.dirname(file)));
  process.once('SIGTERM', () => {
    kernel.end();
    process.exit(STOPPED);
  });
  try {
    await executeNotebook({
      ...{ notebook, kernel },
      target: path.join(outputs, path.basename(file)),
      print: (stream, text) => process[stream].write(text)
    });
    return 0;
  } finally {
    kernel.end();
  }
}

main().then(
  code => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
);
