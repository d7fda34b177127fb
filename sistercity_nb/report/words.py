"""The words for the codes of the data (each translated where it is printed), and the report's dates."""

from datetime import date, datetime
from typing import Any

from sistercity_nb.thai import BANGKOK, thai_date, thai_date_range

KIND = {
    "experience": "Experience and good practice",
    "benefit": "Benefits received",
    "problem": "Problems and obstacles",
    "recommendation": "Recommendations and solutions",
    "lecture": "Notes of the lectures",
    "visit": "Notes of the study visit",
}
TYPED = ("text", "cause", "owner", "due", "budget")  # of an entry: what a person typed, word for word
SEVERITY = {"1": "Little", "2": "Medium", "3": "Great"}
EXTENT = {"majority": "most provinces", "some": "some provinces", "few": "few provinces"}


def as_of(summary: dict[str, Any]) -> datetime:
    """The time of the newest revision, in Bangkok: a report has no date of its own making."""
    return datetime.fromisoformat(summary["as_of"]).astimezone(BANGKOK)


def made_on(summary: dict[str, Any]) -> str:
    """The day of the newest revision, in words."""
    return thai_date(as_of(summary).date(), summary["language"])


def held_on(summary: dict[str, Any]) -> str:
    """The days of the workshop, in words."""
    start, end = (date.fromisoformat(summary["workshop"][key]) for key in ("start", "end"))
    return thai_date_range(start, end, summary["language"])
