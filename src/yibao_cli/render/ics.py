"""iCalendar (RFC 5545): whole-day events that take up no time."""

from __future__ import annotations

from ..language import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    Event = tuple[str, date, str, str]
    """A name that stays the same each time, so that a calendar takes it for the same event; the day; title; text."""


def calendar_file(product: str, name: str, events: Iterable[Event], stamp: date) -> bytes:
    """A calendar with an event a line of `events`. `stamp` is the day that the rule base is of.

    Raises ImportError where icalendar is not there.
    """
    from datetime import UTC, datetime

    from icalendar import Calendar
    from icalendar import Event as CalendarEvent

    calendar: Any = Calendar()
    calendar.add("prodid", f"-//yibao//{product}//{spoken().upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for key, day, title, text in events:
        event: Any = CalendarEvent()
        event.add("uid", f"{key}@yibao")
        event.add("dtstamp", datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
        event.add("dtstart", day)
        event.add("summary", title)
        event.add("description", text)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
