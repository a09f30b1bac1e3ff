/** The solver and installer of the conda ecosystem, for images that bring none. */
const RATTLER = 'py-rattler==0.28.0';

/** Where packages of conda lie in an image: where images that bring conda have it, too. */
export const PREFIX = '/opt/conda';
/** Where `channels.txt` and `specs.txt` lie while the step runs, beside these programs. */
export const FOLDER = '/run/spec/conda';
export const CACHE = '/root/.cache/rattler';
/** First line of a `specs.txt` that names each package by its URL, as `conda list --explicit` does. */
export const EXPLICIT = '@EXPLICIT';

/** Installs by the image's own mamba, conda or micromamba, else by `INSTALL`. */
export const INSTALLER = `set -e
cd ${FOLDER}
tool=$(command -v mamba || command -v conda || command -v micromamba || true)
if [ -n "$tool" ]; then
  verb=create
  [ ! -d ${PREFIX}/conda-meta ] || verb=install
  set -- --override-channels
  while read -r channel; do
    set -- "$@" --channel "$channel"
  done < channels.txt
  if [ "$(head -n 1 specs.txt)" = ${EXPLICIT} ]; then
    set --
  fi
  "$tool" "$verb" --yes --prefix ${PREFIX} "$@" --file specs.txt
  "$tool" clean --all --yes
  exit
fi
if ! python3 -c 'import pip, sys; sys.exit(sys.version_info < (3, 10))'; then
  echo 'Packages of conda need mamba, conda or micromamba in the base image, or Python 3.10 with pip.' >&2
  exit 1
fi
target=$(mktemp -d)
python3 -m pip install --quiet --root-user-action=ignore --only-binary :all: --target "$target" ${RATTLER}
PYTHONPATH=$target python3 install.py
rm -rf "$target"
`;

/** Solves what is asked for and installs it, or installs exactly the packages that are named by URL. */
export const INSTALL = `
import asyncio, os, subprocess, sys, tempfile
from pathlib import Path

from rattler import (
    Channel, ChannelConfig, Client, Gateway, MatchSpec, PackageRecord, PrefixRecord, RepoDataRecord,
    Subdir, VirtualPackage, VirtualPackageOverrides, install, solve,
)
from rattler.package_streaming import fetch_raw_package_file_from_url

PREFIX = Path("${PREFIX}")
CACHE = Path("${CACHE}")
MOST_AT_ONCE = 16


def lines(name):
    return [line for line in Path(name).read_text().splitlines() if line]


def spec_of(line):
    try:
        return MatchSpec(line)
    except Exception as error:
        raise ValueError(f"'{line}' is no match specification: {error}") from error


def channel_of(name):
    alias = os.environ.get("CONDA_CHANNEL_ALIAS")
    return Channel(name, ChannelConfig(channel_alias=alias)) if alias else Channel(name)


def virtual_packages():
    # Asked of the C library: rattler asks ldd, which small images lack.
    try:
        libc = os.confstr("CS_GNU_LIBC_VERSION")
    except (OSError, ValueError):
        libc = None
    if libc:
        os.environ.setdefault("CONDA_OVERRIDE_GLIBC", libc.split()[-1])
    return VirtualPackage.detect(VirtualPackageOverrides.from_env())


async def chosen(specs, client):
    """Records of what is asked for; what is there already stays, in its version where that is possible."""
    channels = [channel_of(name) for name in lines("channels.txt")]
    platforms = [Subdir.current(), Subdir("noarch")]
    print(f"Solving for {platforms[0]} with {', '.join(lines('channels.txt'))}.", flush=True)
    installed = [PrefixRecord.from_path(file) for file in PREFIX.glob("conda-meta/*.json")]
    gateway = Gateway(cache_dir=CACHE / "repodata", client=client)
    pip = await gateway.query(channels, platforms, ["pip"], recursive=False)
    return await solve(
        channels,
        [*specs, *(MatchSpec(each.name.normalized) for each in installed)],
        gateway=gateway,
        platforms=platforms,
        locked_packages=installed,
        virtual_packages=virtual_packages(),
        add_pip_as_python_dependency=any(pip),
    )


async def named(line, client, limit):
    url, _, given = line.partition("#")
    kind, _, value = given.rpartition(":")
    async with limit:
        index = await fetch_raw_package_file_from_url(client, url, "info/index.json")
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(index)
        kind = kind or ("sha256" if len(value) == 64 else "md5")
        digests = {kind: value} if value else {}
        record = PackageRecord.from_index_json(Path(file.name), **digests)
    channel, _, name = url.rsplit("/", 2)
    return RepoDataRecord(record, name, url, channel)


def compile_modules():
    # As conda does: users may not write here, and would compile at each start. What cannot be compiled is left.
    python = PREFIX / "bin/python"
    folders = [str(each) for each in PREFIX.glob("lib/python3*/site-packages")]
    if python.exists() and folders:
        command = [python, "-m", "compileall", "-q", "-j", "0", *folders]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


async def main():
    client = Client.default_client()
    given = lines("specs.txt")
    if given[0] == "${EXPLICIT}":
        limit = asyncio.Semaphore(MOST_AT_ONCE)
        records = await asyncio.gather(*(named(line, client, limit) for line in given[1:]))
    else:
        records = await chosen([spec_of(line) for line in given], client)
    for record in sorted(records, key=lambda each: each.name.normalized):
        print(f"  {record.name.normalized} {record.version} {record.build}", flush=True)
    await install(
        list(records),
        PREFIX,
        cache_dir=CACHE / "pkgs",
        client=client,
        execute_link_scripts=True,
        show_progress=False,
    )
    compile_modules()
    print(f"{len(records)} packages of conda are installed in {PREFIX}.")


code = 0
try:
    asyncio.run(main())
except Exception as error:
    print(f"Packages of conda cannot be installed. {error}", file=sys.stderr)
    code = 1
sys.stdout.flush()
sys.stderr.flush()
# Threads of rattler that still end would make the interpreter abort on its way out.
os._exit(code)
`;
