from . import ipai_sla_attainment
