from . import ipai_report_wizard
