"""Days and working days of mainland China.

Days are proleptic Gregorian ordinals (`date.toordinal()`): plain integers, which add and compare at no cost. Nothing
here knows any statute; how many days, of which kind, and what becomes of a last day that is a holiday is the
rulebook's to say.
"""

from xinfang_rules.calendar.counting import Counted, add_days, add_months, add_working_days, roll_on
from xinfang_rules.calendar.working_days import WorkingCalendar, working_calendar

__all__ = ["Counted", "WorkingCalendar", "add_days", "add_months", "add_working_days", "roll_on", "working_calendar"]
