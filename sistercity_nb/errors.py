"""Every error that the package raises on purpose.

SisterCityError
├── Refused (ValueError)        something from outside was refused at the door; nothing of it was kept
│   ├── EntryRefused            an entry, a theme or a coding: the field and the reason
│   ├── FileRefused             a TOML or CSV file: the file, the row and the reason
│   ├── MergeRefused            a revision of another record cannot be taken: which, and why
│   ├── SettingRefused          a key of sistercity.toml or a SISTERCITY_ variable
│   └── TooLarge                more was sent at once than a request may hold
├── NotAllowed (PermissionError) somebody asked for what their role may not have
├── TooMany (RuntimeError)      somebody asks faster than a person can; when to try again
├── StoreError (RuntimeError)   the record could not be opened or written
│   ├── StoreIsNewer            made by a later version of this program
│   └── StoreUnwritable         the folder, the disk or another process does not let us write
├── ReportRefused (ValueError)  the exporter was given something that is not an executed report notebook
├── GateFailed (ValueError)     a gate stopped the export: which entry, why, what to do
└── CannotRun (RuntimeError)    the command line cannot do its work here: what is missing, what to do

A message is an English sentence with named places; ``say`` puts it into the reader's language.
"""

from collections.abc import Callable

# What Linux and macOS say of a file that fails; Windows says it in the person's language by itself.
SYSTEM_REASONS = frozenset(
    {
        "Directory not empty",
        "Disk quota exceeded",
        "File exists",
        "File name too long",
        "Input/output error",
        "Is a directory",
        "No space left on device",
        "No such file or directory",
        "Not a directory",
        "Operation not permitted",
        "Permission denied",
        "Read-only file system",
        "Too many open files",
    }
)


class SisterCityError(Exception):
    """The base of them all; carries its sentence untranslated, so that each reader gets their language.

    Args:
        sentence: English, with ``{named}`` places; it is also the key of its translation.
        places: what fills the places.
    """

    def __init__(self, sentence: str, **places: object) -> None:
        self.sentence = sentence
        self.places = places
        super().__init__(sentence.format(**places) if places else sentence)

    def say(self, translate: Callable[..., str], language: str) -> str:
        """The sentence in ``language``, by the given ``language.translate``, with the errors it tells of."""

        def said(place: object) -> object:
            if isinstance(place, SisterCityError):
                return place.say(translate, language)
            reason = place.strerror or place if isinstance(place, OSError) else place
            known = isinstance(reason, str) and reason in SYSTEM_REASONS
            return translate(reason, language) if known else reason

        places = {name: said(place) for name, place in self.places.items()}
        return translate(self.sentence, language, **places)


class Refused(SisterCityError, ValueError):
    """Something from outside was refused at the door."""


class EntryRefused(Refused):
    """An entry, a theme or a coding was refused; ``field`` names what is wrong with it."""

    def __init__(self, field: str, sentence: str, **places: object) -> None:
        super().__init__(sentence, **places)
        self.field = field


class FileRefused(Refused):
    """A file was refused; the sentence names file, row and reason."""


class MergeRefused(Refused):
    """A revision of another record was refused; nothing of that record was taken."""


class SettingRefused(Refused):
    """A setting was refused; the sentence names the key and what was expected."""


class TooLarge(Refused):
    """More was sent at once than a request may hold."""


class NotAllowed(SisterCityError, PermissionError):
    """Somebody asked for what their role may not have."""


class TooMany(SisterCityError, RuntimeError):
    """Somebody asks faster than a person can; ``seconds`` from now they may again."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence, seconds=seconds)
        self.seconds = seconds


class StoreError(SisterCityError, RuntimeError):
    """The record could not be opened or written."""


class StoreIsNewer(StoreError):
    """The database was made by a later version of this program."""


class StoreUnwritable(StoreError):
    """The folder, the disk or another process does not let us write."""


class ReportRefused(SisterCityError, ValueError):
    """The exporter was given something that is not an executed report notebook."""


class GateFailed(SisterCityError, ValueError):
    """A gate stopped the export."""


class CannotRun(SisterCityError, RuntimeError):
    """The command line cannot do its work on this machine."""
