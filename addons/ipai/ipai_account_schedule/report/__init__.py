from . import ipai_schedule_balance
