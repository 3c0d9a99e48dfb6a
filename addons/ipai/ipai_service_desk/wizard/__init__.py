from . import ipai_sla_monthly
from . import ipai_ticket_merge
