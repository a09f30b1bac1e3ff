"""`%data`, `%model`, `%deploy`: the studio's datasets, models and endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_magic, magics_class

from ..arguments import Arguments, parse_arguments
from ..client import Client
from ..datasets import Datasets
from ..endpoints import Endpoints
from ..errors import misuse
from ..models import Models
from ..tables import Table

if TYPE_CHECKING:
    from ..tracking_link import TrackingLink

DATA = """%data                                   list datasets
%data NAME[:VERSION] [--as VARIABLE]    open one; its rows become the variable, a DataFrame
%data save FILE|VARIABLE --name NAME [--description TEXT]"""
MODEL = """%model                                        list models
%model NAME[:VERSION|@ALIAS]                  show one
%model register FILE --name NAME [--alias A] [--description TEXT]
%model register ARTIFACT --run --name NAME    from an artifact of the active run
%model alias NAME:VERSION ALIAS"""
DEPLOY = """%deploy MODEL[:VERSION|@ALIAS] [--name ENDPOINT]
%deploy list
%deploy stop ENDPOINT
%deploy score ENDPOINT EXPRESSION
%deploy score diabetes {"glucose": 148, "mass": 33.6}"""


@magics_class
class AssetMagics(Magics):
    def __init__(self, shell: Any, client: Client, link: TrackingLink) -> None:
        super().__init__(shell)
        self._shell = shell
        self._datasets = Datasets(client)
        self._models = Models(client)
        self._endpoints = Endpoints(client)
        self._link = link

    @line_magic
    def data(self, line: str) -> Any:
        """Lists, opens and saves datasets."""
        found = parse_arguments(line, DATA, values=("as", "name", "description"))
        if not found.words:
            return self._datasets.all()
        if found.words[0] == "save":
            return self._save(found)
        if len(found.words) > 1:
            raise misuse("%data takes one dataset at a time.", DATA)
        opened = self._datasets.get(found.words[0])
        variable = found.options.get("as")
        if variable is not None:
            if not variable.isidentifier():
                raise misuse(f"“{variable}” cannot be the name of a variable.", DATA)
            self._shell.user_ns[variable] = opened.frame()
            run = self._link.active_run()
            if run:
                self._link.record(run, {"type": "input", "uri": opened.uri})
        return opened

    def _save(self, found: Arguments) -> Any:
        name = found.options.get("name")
        if len(found.words) != 2 or not name:
            raise misuse("%data save needs a file or a variable, and --name.", DATA)
        source = found.words[1]
        content = self._shell.user_ns.get(source, source)
        return self._datasets.save(name, content, found.options.get("description"))

    @line_magic
    def model(self, line: str) -> Any:
        """Lists, shows and registers models, sets their aliases."""
        values = ("name", "alias", "description")
        found = parse_arguments(line, MODEL, values=values, flags=("run",))
        verb = found.words[0] if found.words else "list"
        if verb == "list":
            return self._models.all()
        if verb == "register":
            return self._register(found)
        if verb == "alias":
            if len(found.words) != 3:
                raise misuse("%model alias needs a version and an alias.", MODEL)
            return self._models.set_alias(found.words[1], found.words[2])
        return self._models.get(verb)

    def _register(self, found: Arguments) -> Table:
        name = found.options.get("name")
        if len(found.words) != 2 or not name:
            raise misuse("%model register needs a file and --name.", MODEL)
        run = self._link.active_run() if "run" in found.flags else None
        if "run" in found.flags and run is None:
            raise misuse("--run takes an artifact of the active run, but no run is open.", MODEL)
        alias = found.options.get("alias")
        return self._models.register(
            name,
            found.words[1],
            run=run,
            description=found.options.get("description"),
            aliases=[alias] if alias else [],
        )

    @line_magic
    def deploy(self, line: str) -> Any:
        """Serves a model at an endpoint; lists, stops and scores endpoints."""
        verb, _, rest = line.strip().partition(" ")
        if verb == "score":
            name, _, expression = rest.strip().partition(" ")
            if not expression.strip():
                raise misuse("%deploy score needs an endpoint and a row.", DEPLOY)
            return self._endpoints.score(name, self._shell.ev(expression))
        found = parse_arguments(line, DEPLOY, values=("name",))
        if verb == "list":
            return self._endpoints.all()
        if verb == "stop":
            if len(found.words) != 2:
                raise misuse("%deploy stop needs the name of an endpoint.", DEPLOY)
            return self._endpoints.stop(found.words[1])
        if len(found.words) != 1:
            raise misuse("%deploy needs one model.", DEPLOY)
        model = found.words[0]
        name = found.options.get("name") or model.replace("@", ":").split(":")[0]
        return self._endpoints.deploy(name, model)
