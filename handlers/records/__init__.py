"""Records to take along: a camp's learning for other systems, and everybody's own for themselves."""

from handlers.records import hr_table, my_record, xapi
from handlers.records.settings import feature

__all__ = ["feature", "hr_table", "my_record", "xapi"]
