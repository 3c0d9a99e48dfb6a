from . import ipai_parity_facts
from . import ipai_parity_result
from . import ipai_parity_snapshot
