import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { start, stop, until } from './children.mjs';
import { freePort } from './free-port.mjs';
import { call } from './http.mjs';
import { inRepository } from './places.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const jupyter = inRepository('.venv/bin/jupyter');
const labextension = inRepository('server/jupyter/jupyterlab_atelier/labextension');
const TOKEN = 'bench';

const writeJson = (file, value) => writeFile(file, JSON.stringify(value));

/**
 * Starts JupyterLab with folders of its own: with the studio of this checkout on the data folder,
 * or without it when there is none. `url` opens it in a browser.
 */
export async function startJupyterLab({ data } = {}) {
  if (!existsSync(jupyter)) {
    throw new Error('JupyterLab is not installed: run `./studio build`.');
  }
  if (data && !existsSync(path.join(labextension, 'package.json'))) {
    throw new Error('The browser part has not been built: run `npm run build`.');
  }
  const temporary = temporaryFolder('atelier');
  const folder = temporary.path;
  const at = (...parts) => path.join(folder, ...parts);
  for (const each of ['config/labconfig', 'share/labextensions/@atelier-ml', 'notebooks']) {
    await mkdir(at(each), { recursive: true });
  }
  await symlink(labextension, at('share/labextensions/@atelier-ml/studio'));
  await writeJson(at('config/labconfig/page_config.json'), {
    disabledExtensions: data ? {} : { '@atelier-ml/studio': true }
  });
  await writeJson(at('config/jupyter_server_config.json'), {
    ServerApp: { jpserver_extensions: { jupyterlab_atelier: Boolean(data) } }
  });
  const port = await freePort();
  const target = { host: '127.0.0.1', port };
  const child = start(
    jupyter,
    [
      'lab',
      ...['--no-browser', '--allow-root', '--expose-app-in-browser'],
      ...['--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`, '--ServerApp.port_retries=0'],
      ...[`--IdentityProvider.token=${TOKEN}`, `--ServerApp.root_dir=${at('notebooks')}`]
    ],
    {
      cwd: folder,
      env: {
        ...(data && { ATELIER_DATA: data }),
        PYTHONPATH: inRepository('server/jupyter'),
        JUPYTER_PATH: at('share'),
        JUPYTER_CONFIG_DIR: at('config'),
        JUPYTER_DATA_DIR: at('data'),
        JUPYTER_RUNTIME_DIR: at('runtime'),
        JUPYTERLAB_SETTINGS_DIR: at('settings'),
        JUPYTERLAB_WORKSPACES_DIR: at('workspaces')
      }
    }
  );
  await until(child, () => call(target, { path: `/api/status?token=${TOKEN}` }));
  return {
    url: `http://127.0.0.1:${port}/lab?reset&token=${TOKEN}`,
    async stop() {
      await stop(child);
      temporary.remove();
    }
  };
}
