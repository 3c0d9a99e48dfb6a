from . import ipai_schedule_spread
from . import ipai_schedule_cancel
from . import ipai_schedule_statement
