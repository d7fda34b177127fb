"""What every verb of the command line shares: its errors are sentences, or JSON for another program."""

import json
import os
import sys
from typing import Any, NoReturn

import click

from sistercity_nb.errors import SisterCityError
from sistercity_nb.language import translate
from sistercity_nb.settings import LANGUAGES, read_settings


class Verb(click.Command):
    """A command whose errors of ours are sentences."""

    def invoke(self, context: click.Context) -> Any:
        """Run it; an error of ours ends the process with its sentence and 1."""
        try:
            return super().invoke(context)
        except SisterCityError as error:
            given = context.params
            sentence = error.say(translate, given.get("language") or _language())
            _fail(sentence, as_json=bool(given.get("progress_json") or given.get("as_json")))


class Verbs(click.Group):
    """Commands of one name."""

    command_class = Verb

    def invoke(self, context: click.Context) -> Any:
        """Run the verb; an error of ours is a sentence, wherever the verb was written."""
        try:
            return super().invoke(context)
        except SisterCityError as error:
            _fail(error.say(translate, _language()), as_json=False)

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs in the order of a workshop, which is that of the code."""
        return list(self.commands)


def say_json(said: dict[str, Any]) -> None:
    """Print a JSON object on a line of its own."""
    click.echo(json.dumps(said))


def _fail(sentence: str, as_json: bool) -> NoReturn:
    if as_json:
        say_json({"failed": sentence})
    else:
        click.echo(sentence, err=True)
    sys.exit(1)


def _language() -> str:
    """The language of the settings, or the likeliest one when it is they that are wrong."""
    try:
        return read_settings().language
    except SisterCityError:
        asked = os.environ.get("SISTERCITY_LANGUAGE", "")
        return asked if asked in LANGUAGES else LANGUAGES[0]
