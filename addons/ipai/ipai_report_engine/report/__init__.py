from . import ipai_report_ledger
from . import ipai_report_trial_balance
from . import ipai_report_general_ledger
from . import ipai_report_aged
